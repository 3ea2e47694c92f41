namespace Janitor.Api;

/// <summary>
/// A schedule as a Kubernetes CronJob takes it: five fields (minute, hour, day of month, month, day of week) of numbers, names, ranges, lists and
/// steps, or a macro. A day must match both day fields, except where both are restricted: then either will do.
/// Where clocks go forward, times that do not exist are left out; where they go back, times that exist twice come twice.
/// Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax, and github.com/robfig/cron v3, which CronJob uses.
/// </summary>
public sealed class CronSchedule
{
    /// <summary>A schedule that has no time in so many days has none at all: 29 February is at most eight years off.</summary>
    private const int FurthestDays = 8 * 366;

    private static readonly Dictionary<string, string> Macros = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private static readonly CronField[] Fields =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        new("day of week", 0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    private readonly ulong[] _values = new ulong[Fields.Length];
    private bool _eitherDay;

    private CronSchedule()
    {
    }

    /// <summary>What is wrong with a schedule and what to write instead; null when it is well-formed.</summary>
    public static string? Mistake(string text) => Read(text, new CronSchedule());

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is not well-formed; the message is that of <see cref="Mistake"/>.</exception>
    public static CronSchedule Parse(string text)
    {
        var schedule = new CronSchedule();
        return Read(text, schedule) is { } mistake ? throw new FormatException(mistake) : schedule;
    }

    /// <summary>The first time after a moment; null when there is none, as for 31 February.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        // In whole minutes of the universal time line, on which each local time lies as often as it exists.
        var utc = new DateTime(after.UtcTicks - after.UtcTicks % TimeSpan.TicksPerMinute, DateTimeKind.Utc).AddMinutes(1);
        var last = utc.AddDays(FurthestDays);
        while (utc < last)
        {
            var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
            if (!Has(3, local.Month) || !HasDay(local))
                utc = StartOfNext(utc, local, local.Date.AddDays(1), zone);
            else if (!Has(1, local.Hour))
                utc = StartOfNext(utc, local, local.Date.AddHours(local.Hour + 1), zone);
            else if (!Has(0, local.Minute))
                utc = utc.AddMinutes(1);
            else
                return new DateTimeOffset(utc, TimeSpan.Zero);
        }

        return null;
    }

    private static string? Read(string text, CronSchedule into)
    {
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
            return "must not name a time zone; write it in timeZone";
        if (text.StartsWith('@') && !Macros.ContainsKey(text))
            return $"\"{text}\" is not one of {string.Join(", ", Macros.Keys)}";

        var parts = Macros.GetValueOrDefault(text, text).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
            return $"\"{text}\" has {parts.Length} field(s); write five: minute, hour, day of month, month, day of week, as in \"*/15 * * * *\"";
        var any = new bool[Fields.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Fields[i].TryParse(parts[i], out into._values[i], out any[i]))
                return $"\"{parts[i]}\" is not a valid {Fields[i].Name}: {Fields[i].Expected}";
        }

        into._eitherDay = !any[2] && !any[4];
        return null;
    }

    /// <summary>
    /// The moment at which a later local time begins, or an earlier one on the way: a zone may change its offset in between, and what is skipped would be
    /// missed. Never less than a minute on.
    /// </summary>
    private static DateTime StartOfNext(DateTime utc, DateTime local, DateTime next, TimeZoneInfo zone)
    {
        var there = utc + (next - local);
        // Across a change of offset, go in quarters of an hour, of which all changes of offset are multiples.
        return zone.GetUtcOffset(there) == zone.GetUtcOffset(utc) ? there : utc.AddMinutes(15 - utc.Minute % 15);
    }

    private bool HasDay(DateTime local)
    {
        var (inMonth, inWeek) = (Has(2, local.Day), Has(4, (int)local.DayOfWeek));
        return _eitherDay ? inMonth || inWeek : inMonth && inWeek;
    }

    private bool Has(int field, int value) => (_values[field] & (1UL << value)) != 0;
}
