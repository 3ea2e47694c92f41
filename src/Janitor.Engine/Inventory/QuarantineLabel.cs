using System.Globalization;

namespace Janitor.Engine.Inventory;

/// <summary>The folder name of what one run moved aside: until when it is kept, and which run it was.</summary>
/// <param name="Until">It may be deleted for good from then on, to the second.</param>
/// <param name="RunStartedAt">When the run began, to the second; names the run for <c>janitor undo --run</c>.</param>
public readonly record struct QuarantineLabel(DateTimeOffset Until, DateTimeOffset RunStartedAt)
{
    /// <summary>The folder, below the target, that holds all quarantined items: <c>.janitor/quarantine</c>.</summary>
    public const string Root = IStore.ReservedFolder + "/quarantine";

    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The folder name: <c>until-20261128T084500Z-run-20261121T084500Z</c>.</summary>
    public override string ToString() => $"until-{Text(Until)}-run-{Text(RunStartedAt)}";

    /// <summary>Reads a folder name; false when it is not one that Janitor wrote.</summary>
    public static bool TryParse(string folder, out QuarantineLabel label)
    {
        label = default;
        if (folder.Split('-') is not ["until", var until, "run", var run] || !TryTime(until, out var untilTime) || !TryTime(run, out var runTime))
            return false;
        label = new QuarantineLabel(untilTime, runTime);
        return true;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
