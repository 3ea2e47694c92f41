using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Patterns;

namespace Janitor.Engine.Retention.Planning;

/// <summary>An <see cref="ItemMatch"/>, made ready for one run: patterns read, ages turned into times.</summary>
internal sealed class ItemCondition
{
    /// <summary>How old an item must be to count as an orphan where the rule does not say.</summary>
    public static readonly TimeSpan OrphanGrace = TimeSpan.FromHours(24);

    private readonly ItemMatch _match;
    private readonly PathPattern[] _include;
    private readonly PathPattern[] _exclude;
    private readonly long _after = long.MinValue;
    private readonly long _before = long.MaxValue;
    private readonly long _largerThan = -1;
    private readonly long _smallerThan = long.MaxValue;
    private readonly HashSet<string> _jobStates;
    private readonly DateTimeOffset _jobChangedBefore = DateTimeOffset.MaxValue;

    public ItemCondition(ItemMatch match, DateTimeOffset now)
    {
        _match = match;
        _include = [.. match.Include.Select(PathPattern.Glob)];
        _exclude = [.. match.Exclude.Select(PathPattern.Glob)];
        _largerThan = match.LargerThan?.Value ?? -1;
        _smallerThan = match.SmallerThan?.Value ?? long.MaxValue;
        _jobStates = new HashSet<string>(match.Job?.States ?? [], StringComparer.Ordinal);
        if (match.Job?.ChangedBefore is { } changedBefore)
            _jobChangedBefore = changedBefore.Resolve(now);

        // The time must lie in [_after, _before], both included: "older than" and "newer than" are strict, "between" is not.
        if (match.NewerThan is { } newerThan)
            _after = UnixNanoseconds.Of(now - newerThan.Value) + 1;
        if (match.Between?.From is { } from)
            _after = Math.Max(_after, UnixNanoseconds.Of(from.Resolve(now)));
        if (match.Between?.To is { } to)
            _before = UnixNanoseconds.Of(to.Resolve(now));
        var olderThan = match.OlderThan?.Value ?? (match.Orphaned == true ? OrphanGrace : null);
        if (olderThan is { } age)
            _before = Math.Min(_before, UnixNanoseconds.Of(now - age) - 1);
        JudgesAge = _after != long.MinValue || _before != long.MaxValue;
    }

    public bool UsesCatalog => _match.Job is not null || _match.Orphaned is not null || _match.Referenced is not null;

    /// <summary>Whether it selects jobs' items whatever their paths: then a job of which nothing is left is a cleaned one.</summary>
    public bool SelectsWholeJobs => _match.Job is not null && _include.Length == 0 && _exclude.Length == 0;

    public ItemMatch Match => _match;

    private bool JudgesAge { get; }

    /// <summary>The time of an item by which this condition judges its age; <see cref="Item.NoTime"/> when unknown.</summary>
    public long TimeOf(in Item item) => _match.AgeBy switch
    {
        ItemTime.Created => item.CreatedAt,
        ItemTime.Accessed => item.AccessedAt,
        _ => item.ModifiedAt,
    };

    public MatchResult Evaluate(in Item item, CatalogView? catalog, IReadOnlyDictionary<string, string>? tags) =>
        HoldsFor(TimeOf(item), item.Size) ? EvaluateRest(item, catalog, tags) : MatchResult.No;

    /// <summary>The conditions on age and size alone.</summary>
    public bool HoldsFor(long time, long size) =>
        (!JudgesAge || (time != Item.NoTime && time >= _after && time <= _before)) && size > _largerThan && size < _smallerThan;

    /// <summary>The conditions other than age and size.</summary>
    public MatchResult EvaluateRest(in Item item, CatalogView? catalog, IReadOnlyDictionary<string, string>? tags)
    {
        var path = item.Path.Span;
        if (!IncludesPath(path))
            return MatchResult.No;
        if (UsesCatalog)
        {
            if (catalog is null)
                return MatchResult.Unknown;
            if (!HoldsForCatalog(path, catalog))
                return MatchResult.No;
        }

        if (_match.Tags.Count == 0)
            return MatchResult.Yes;
        if (tags is null)
            return MatchResult.NeedsTags;
        return _match.Tags.All(tag => tags.TryGetValue(tag.Key, out var value) && value == tag.Value) ? MatchResult.Yes : MatchResult.No;
    }

    /// <summary>Whether a job meets the conditions on jobs.</summary>
    public bool HoldsForJob(Catalog.CatalogJob job) => _jobStates.Contains(job.State) && job.ChangedAt < _jobChangedBefore;

    /// <summary>
    /// The folder that this condition judges as one, for an item in it: its path without trailing slash. Empty when the item lies in none.
    /// </summary>
    public ReadOnlySpan<byte> FolderOf(ReadOnlySpan<byte> path)
    {
        if (_include.Length == 0)
            return FirstLevel(path, 0);
        foreach (var pattern in _include)
        {
            var folder = pattern.Folder.Span;
            if (path.StartsWith(folder) && FirstLevel(path, folder.Length) is { IsEmpty: false } found)
                return found;
        }

        return default;
    }

    /// <summary>Whether it could hold for anything below a folder, whose path has no trailing slash.</summary>
    public bool MayHoldBelow(ReadOnlySpan<byte> folder)
    {
        foreach (var pattern in _include)
        {
            if (pattern.MayMatchBelow(folder))
                return true;
        }

        return _include.Length == 0;
    }

    private static ReadOnlySpan<byte> FirstLevel(ReadOnlySpan<byte> path, int start)
    {
        var slash = path[start..].IndexOf((byte)'/');
        return slash < 0 ? default : path[..(start + slash)];
    }

    private bool IncludesPath(ReadOnlySpan<byte> path) => (_include.Length == 0 || MatchesAny(_include, path)) && !MatchesAny(_exclude, path);

    private static bool MatchesAny(PathPattern[] patterns, ReadOnlySpan<byte> path)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(path))
                return true;
        }

        return false;
    }

    private bool HoldsForCatalog(ReadOnlySpan<byte> path, CatalogView catalog)
    {
        if (_match.Job is not null && !(catalog.JobOf(path) is { } job && HoldsForJob(job)))
            return false;
        if (_match.Referenced is { } referenced && catalog.IsReferenced(path) != referenced)
            return false;
        return _match.Orphaned is not { } orphaned || catalog.IsOrphan(path) == orphaned;
    }
}
