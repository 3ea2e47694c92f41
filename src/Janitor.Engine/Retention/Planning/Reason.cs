using System.Globalization;
using System.Text;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention.Planning;

/// <summary>Says why a rule selected an item, for a person: <c>older than 1h: modified 2h 14m ago</c>.</summary>
internal static class Reason
{
    public static string Of(PlannedRule rule, in Item item, RetentionPlan plan)
    {
        var parts = new List<string>();
        if (rule.Condition is { } condition)
        {
            AddCatalog(parts, condition.Match, item, plan);
            AddAge(parts, condition, condition.TimeOf(item), plan.Now, string.Empty);
            AddSize(parts, condition.Match, item.Size);
            parts.AddRange(condition.Match.Tags.Select(tag => $"tagged {tag.Key}={tag.Value}"));
            if (parts.Count == 0)
                parts.Add($"matches {string.Join(" or ", condition.Match.Include)}");
        }

        return string.Join("; ", parts);
    }

    public static string OfFolder(PlannedRule rule, FolderEntry folder, RetentionPlan plan)
    {
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"folder of {folder.Count} items goes as one") };
        var condition = rule.Condition!;
        AddAge(parts, condition, folder.Newest, plan.Now, "newest ");
        AddSize(parts, condition.Match, folder.Size);
        return string.Join("; ", parts);
    }

    public static string OfPressure(Watermark watermark, EmergencyCandidate candidate, RetentionPlan plan)
    {
        var group = candidate.Rank.Group switch
        {
            EmergencyGroup.Orphan => "orphans first",
            EmergencyGroup.FailedJob => "failed jobs' items before others",
            _ => "oldest first",
        };
        var age = Age(plan.Now, candidate.Item.ModifiedAt);
        return $"{watermark.Show(watermark.Used)} used, above {watermark.Show(watermark.Above)}, down to {watermark.Show(watermark.DownTo)}; {group}: modified {age}";
    }

    private static void AddCatalog(List<string> parts, ItemMatch match, in Item item, RetentionPlan plan)
    {
        if (plan.Catalog is not { } catalog)
            return;
        var path = item.Path.Span;
        if (match.Job is not null && catalog.JobOf(path) is { } job)
            parts.Add($"job {job.Id} is {job.State} since {Length(plan.Now - job.ChangedAt)}");
        if (match.Orphaned == true)
            parts.Add(catalog.JobIdOf(path) is { IsEmpty: false } id ? $"orphaned: job {Encoding.UTF8.GetString(id)} is unknown" : "orphaned: nothing refers to it");
        if (match.Orphaned == false)
            parts.Add("in use");
        if (match.Referenced is { } referenced)
            parts.Add(referenced ? "referenced" : "not referenced");
    }

    private static void AddAge(List<string> parts, ItemCondition condition, long time, DateTimeOffset now, string which)
    {
        var match = condition.Match;
        var verb = match.AgeBy switch
        {
            ItemTime.Created => "created",
            ItemTime.Accessed => "accessed",
            _ => "modified",
        };
        var age = $"{which}{verb} {Age(now, time)}";
        var older = match.OlderThan ?? (match.Orphaned == true ? new Duration(ItemCondition.OrphanGrace) : null);
        if (older is { } olderThan)
            parts.Add($"older than {olderThan}: {age}");
        if (match.NewerThan is { } newerThan)
            parts.Add($"newer than {newerThan}: {age}");
        if (match.Between is { } between)
            parts.Add($"between {between.From?.ToString() ?? "ever"} and {between.To?.ToString() ?? "now"}: {age}");
    }

    private static void AddSize(List<string> parts, ItemMatch match, long size)
    {
        if (match.LargerThan is { } largerThan)
            parts.Add($"larger than {largerThan}: {HumanSize.Bytes(size)}");
        if (match.SmallerThan is { } smallerThan)
            parts.Add($"smaller than {smallerThan}: {HumanSize.Bytes(size)}");
    }

    private static string Age(DateTimeOffset now, long time) =>
        time == Item.NoTime ? "at an unknown time" : $"{Length(now - UnixNanoseconds.ToTime(time))} ago";

    /// <summary>The two largest units that count: <c>2h 14m</c>.</summary>
    private static string Length(TimeSpan span)
    {
        var (days, hours, minutes) = ((int)span.TotalDays, span.Hours, span.Minutes);
        return span switch
        {
            { TotalSeconds: < 1 } => "0s",
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{minutes}m {span.Seconds}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{hours}h {minutes}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{days}d {hours}h"),
        };
    }
}
