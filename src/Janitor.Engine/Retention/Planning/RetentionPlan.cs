using Janitor.Api.Retention;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Planning;

/// <summary>
/// A policy, made ready for one run at one moment. Pure: what it says of an item depends on the item, the catalog and that moment alone.
/// Thread-safe.
/// </summary>
internal sealed class RetentionPlan
{
    private readonly ItemCondition[] _protect;
    private readonly long _minAgeBound = long.MaxValue;
    private readonly PlannedRule[] _rules;
    private readonly bool _judgesFolders;
    private readonly bool _readsTags;

    public RetentionPlan(RetentionPolicySpec spec, CatalogView? catalog, DateTimeOffset now)
    {
        Catalog = catalog;
        Now = now;
        _protect = [.. spec.Protect.Select(match => new ItemCondition(match, now))];
        _rules = [.. spec.Rules.Select(rule => new PlannedRule(rule, now))];
        _judgesFolders = _rules.Any(rule => rule.JudgesFolders);
        _readsTags = spec.Protect.Concat(spec.Rules.Select(rule => rule.Match)).Any(match => match?.Tags.Count > 0);
        if (spec.Limits.MinAge is { } minAge)
            _minAgeBound = UnixNanoseconds.Of(now - minAge.Value);
    }

    public DateTimeOffset Now { get; }

    public CatalogView? Catalog { get; }

    public IReadOnlyList<PlannedRule> Rules => _rules;

    public bool JudgesFolders => _judgesFolders;

    /// <summary>Whether any rule, or what is protected, relies on the catalog.</summary>
    public bool UsesCatalog => _rules.Any(rule => rule.UsesCatalog) || _protect.Any(condition => condition.UsesCatalog);

    /// <summary>Whether any rule could select anything below a folder, whose path has no trailing slash.</summary>
    public bool MaySelectBelow(ReadOnlySpan<byte> folder)
    {
        foreach (var rule in _rules)
        {
            if (rule.Condition is null || rule.Condition.MayHoldBelow(folder))
                return true;
        }

        return false;
    }

    /// <summary>Says what becomes of an item; which folders go is looked up in <paramref name="folders"/>.</summary>
    public Judgement Judge(in Item item, IReadOnlyDictionary<string, string>? tags, FolderLedger folders) => Judge(item, tags, folders, recording: false);

    /// <summary>Says what becomes of an item as far as it alone decides, and enters it into <paramref name="folders"/>.</summary>
    /// <remarks>An item is entered once: where tags matter they are asked for before anything is entered.</remarks>
    public Judgement Survey(in Item item, IReadOnlyDictionary<string, string>? tags, FolderLedger folders) => tags is null && _readsTags && _judgesFolders
        ? new Judgement(JudgementKind.NeedsTags)
        : Judge(item, tags, folders, recording: true);

    private Judgement Judge(in Item item, IReadOnlyDictionary<string, string>? tags, FolderLedger folders, bool recording)
    {
        var judgement = JudgeProtection(item, tags);
        if (judgement.Kind == JudgementKind.NeedsTags || (judgement.Kind == JudgementKind.Kept && !(recording && _judgesFolders)))
            return judgement;

        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            if (rule.Capacity is not null || rule.Condition is not { } condition)
                continue;

            if (rule.JudgesFolders)
            {
                if (condition.FolderOf(item.Path.Span) is not { IsEmpty: false } folder)
                    continue;
                if (!recording && folders.IsSelected(i, folder))
                    return new Judgement(JudgementKind.InFolder, i);
                if (recording)
                {
                    var result = judgement.Kind == JudgementKind.Free ? condition.EvaluateRest(item, Catalog, tags) : MatchResult.No;
                    if (result == MatchResult.NeedsTags)
                        return new Judgement(JudgementKind.NeedsTags);
                    folders.Record(i, folder, item, condition.TimeOf(item), holds: result == MatchResult.Yes);
                }

                continue;
            }

            if (judgement.Kind != JudgementKind.Free)
                continue;
            judgement = condition.Evaluate(item, Catalog, tags) switch
            {
                MatchResult.Yes => new Judgement(JudgementKind.Selected, i),
                MatchResult.Unknown => new Judgement(JudgementKind.Kept),
                MatchResult.NeedsTags => new Judgement(JudgementKind.NeedsTags),
                _ => judgement,
            };

            // What stays although decided, by report or for want of the catalog, still keeps the folders of later rules.
            var staysInFolder = recording && _judgesFolders && judgement.Kind != JudgementKind.NeedsTags &&
                (judgement.Kind == JudgementKind.Kept || rule.Action == ItemAction.Report);
            if (judgement.Kind != JudgementKind.Free && !staysInFolder)
                return judgement;
        }

        return judgement;
    }

    private Judgement JudgeProtection(in Item item, IReadOnlyDictionary<string, string>? tags)
    {
        if (item.ModifiedAt > _minAgeBound)
            return new Judgement(JudgementKind.Kept);
        foreach (var condition in _protect)
        {
            switch (condition.Evaluate(item, Catalog, tags))
            {
                case MatchResult.Yes or MatchResult.Unknown:
                    return new Judgement(JudgementKind.Kept);
                case MatchResult.NeedsTags:
                    return new Judgement(JudgementKind.NeedsTags);
            }
        }

        return new Judgement(JudgementKind.Free);
    }
}
