using System.Globalization;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.TestBench;

namespace Janitor.Engine.Tests.Backups;

/// <summary>
/// What restic keeps of 517 snapshots that were made at irregular times over 400 days: some several an hour, with gaps of up to 35 days, over the ends of two years, of which 2026 has a week 53.
/// </summary>
/// <remarks>
/// Made with Debian's restic 0.14.0 and TZ=UTC: <c>restic backup --host h --time "2025-12-15 00:07:00" tiny.txt</c> for each time, then <c>restic forget --dry-run --json</c> with each line of options.
/// That version does not yet keep the oldest snapshot while a rule is not full. The snapshots that are kept because of that, written as capitals, are by the unmodified
/// <c>ApplyPolicy</c> of <c>internal/restic/snapshot_policy.go</c> of restic v0.16.5, given the same times; of all other snapshots both versions say the same.
/// </remarks>
internal sealed record ResticReference(IReadOnlyDictionary<char, string> Policies, IReadOnlyList<(DateTimeOffset Time, string KeptBy)> Snapshots)
{
    /// <summary>The moment from which <c>--keep-within</c> was seen.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 16, 19, 9, 58, TimeSpan.Zero);

    public static ResticReference Read()
    {
        var lines = File.ReadAllLines(Repository.PathOf("tests/Janitor.Engine.Tests/Backups/restic-forget.txt")).Where(line => !line.StartsWith('#')).ToList();
        var between = lines.IndexOf(string.Empty);
        return new ResticReference(
            lines[..between].ToDictionary(line => line[0], line => line[2..]),
            [.. lines[(between + 1)..].Select(line => line.Split(' ')).Select(words => (DateTimeOffset.Parse(words[0], CultureInfo.InvariantCulture), words.ElementAtOrDefault(1) ?? string.Empty))]);
    }

    /// <summary>The times that are kept by a policy.</summary>
    public IEnumerable<DateTimeOffset> KeptBy(char policy) => Snapshots.Where(snapshot => snapshot.KeptBy.Contains(policy, StringComparison.OrdinalIgnoreCase)).Select(snapshot => snapshot.Time);

    /// <summary>The same rules in Janitor's words.</summary>
    public BackupRetention RetentionOf(char policy)
    {
        var retention = new BackupRetention();
        foreach (var words in Policies[policy].Split(' ').Chunk(2))
        {
            var count = words[0] == "--keep-within" ? 0 : int.Parse(words[1], CultureInfo.InvariantCulture);
            retention = words[0] switch
            {
                "--keep-last" => retention with { KeepLast = count },
                "--keep-hourly" => retention with { KeepHourly = count },
                "--keep-daily" => retention with { KeepDaily = count },
                "--keep-weekly" => retention with { KeepWeekly = count },
                "--keep-monthly" => retention with { KeepMonthly = count },
                "--keep-yearly" => retention with { KeepYearly = count },
                "--keep-within" => retention with { MaxAge = Duration.TryParse(words[1], out var age) ? age : throw new FormatException(words[1]) },
                _ => throw new FormatException(words[0]),
            };
        }

        return retention;
    }
}
