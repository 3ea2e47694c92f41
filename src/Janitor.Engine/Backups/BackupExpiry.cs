using System.Globalization;
using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>
/// Which backups are kept, and why: the rules of restic since its version 0.16 (<c>internal/restic/snapshot_policy.go</c>), with an age above which all go. Backups are looked at from the newest
/// to the oldest. A rule that has counts left keeps one whose hour, day, week, month or year, in the schedule's time zone, is not that of the last one it kept; and the oldest there is, so
/// that what is kept reaches as far back as it can before a rule is full. An hour that comes twice, when clocks go back, is one hour, as in restic.
/// </summary>
public static class BackupExpiry
{
    /// <summary>The rule for which each backup is a span of its own.</summary>
    private const string LastName = "keepLast";

    /// <summary>What becomes of each backup. A pure function; takes the time of sorting.</summary>
    /// <remarks>
    /// Only good backups take part: a damaged one neither counts nor pushes a good one out, and its own verdict is that it is not good. The newest good one is kept whatever the rules say.
    /// Of those that were begun in the same moment the first in <paramref name="backups"/> counts as the newest.
    /// </remarks>
    /// <param name="retention">The rules; null, or without any, to keep all.</param>
    /// <param name="backups">When each was begun, and whether it is good; in any order.</param>
    /// <param name="zone">Whose hours, days, weeks, months and years count.</param>
    /// <param name="now">The moment that ages are seen from.</param>
    /// <returns>A verdict for each, in the order of <paramref name="backups"/>.</returns>
    public static IReadOnlyList<BackupVerdict> Judge(
        BackupRetention? retention, IReadOnlyList<(DateTimeOffset Time, bool IsGood)> backups, TimeZoneInfo zone, DateTimeOffset now)
    {
        var verdicts = new BackupVerdict[backups.Count];
        Array.Fill(verdicts, new BackupVerdict(IsGood: false, Kept: false, ["not good"]));

        // Sorting by LINQ is stable.
        var good = Enumerable.Range(0, backups.Count).Where(i => backups[i].IsGood).OrderByDescending(i => backups[i].Time).ToList();
        // What is too old does not take part in the rules either: else one more would go with each run that has removed it, as the oldest there is would be another each time.
        var young = retention?.MaxAge is { } most ? good.TakeWhile(i => now - backups[i].Time <= most.Value).ToList() : good;
        foreach (var old in good.Skip(young.Count))
            verdicts[old] = new BackupVerdict(IsGood: true, Kept: false, [$"older than {retention!.MaxAge}"]);

        var rules = retention is null ? [] : Rules(retention);
        for (var place = 0; place < young.Count; place++)
            verdicts[young[place]] = Verdict(backups[young[place]].Time, isOldest: place == young.Count - 1);
        if (good.Count > 0 && !verdicts[good[0]].Kept)
            verdicts[good[0]] = new BackupVerdict(IsGood: true, Kept: true, ["the newest good one"]);
        return verdicts;

        BackupVerdict Verdict(DateTimeOffset time, bool isOldest)
        {
            if (rules.Count == 0)
                return new BackupVerdict(IsGood: true, Kept: true, [retention?.MaxAge is { } age ? $"not older than {age}" : "all are kept"]);
            var local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
            var (reasons, unfilled) = (new List<string>(), new List<string>());
            foreach (var rule in rules)
                rule.Judge(local, isOldest, reasons, unfilled);
            if (unfilled.Count > 0)
                reasons.Add($"the oldest there is, while {string.Join(", ", unfilled)} {(unfilled.Count == 1 ? "is" : "are")} not full");
            return reasons.Count > 0 ? new BackupVerdict(IsGood: true, Kept: true, reasons) : new BackupVerdict(IsGood: true, Kept: false, ["no rule keeps it"]);
        }
    }

    private static List<Rule> Rules(BackupRetention retention) =>
    [
        .. new (int? Count, string Name, Func<DateTime, string> Span)[]
        {
            (retention.KeepLast, LastName, _ => string.Create(CultureInfo.InvariantCulture, $"last {retention.KeepLast}")),
            (retention.KeepHourly, "keepHourly", local => string.Create(CultureInfo.InvariantCulture, $"hour {local:yyyy-MM-dd HH}:00")),
            (retention.KeepDaily, "keepDaily", local => string.Create(CultureInfo.InvariantCulture, $"day {local:yyyy-MM-dd}")),
            (retention.KeepWeekly, "keepWeekly", local => string.Create(CultureInfo.InvariantCulture, $"week {ISOWeek.GetYear(local):0000}-W{ISOWeek.GetWeekOfYear(local):00}")),
            (retention.KeepMonthly, "keepMonthly", local => string.Create(CultureInfo.InvariantCulture, $"month {local:yyyy-MM}")),
            (retention.KeepYearly, "keepYearly", local => string.Create(CultureInfo.InvariantCulture, $"year {local:yyyy}")),
        }
        .Where(rule => rule.Count is not null)
        .Select(rule => new Rule(rule.Name, rule.Count!.Value, rule.Span)),
    ];

    /// <summary>A rule on its way from the newest backup to the oldest.</summary>
    /// <param name="name">Its field.</param>
    /// <param name="count">How many it keeps.</param>
    /// <param name="span">The hour, day … of a local time, in words.</param>
    private sealed class Rule(string name, int count, Func<DateTime, string> span)
    {
        private int _left = count;
        private string? _last;

        public void Judge(DateTime local, bool isOldest, List<string> reasons, List<string> unfilled)
        {
            if (_left <= 0)
                return;
            var current = span(local);
            if (current != _last || name == LastName)
                reasons.Add(current);
            else if (isOldest)
                unfilled.Add(name);
            else
                return;
            _last = current;
            _left--;
        }
    }
}
