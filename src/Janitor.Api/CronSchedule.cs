using System.Globalization;

namespace Janitor.Api;

/// <summary>
/// The syntax of a schedule as a Kubernetes CronJob takes it: five fields (minute, hour, day of month, month, day of week) of numbers, names,
/// ranges, lists and steps, or a macro.
/// Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax.
/// </summary>
public static class CronSchedule
{
    private static readonly string[] Macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly CronField[] Fields =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, Months),
        new("day of week", 0, 6, Weekdays),
    ];

    /// <summary>What is wrong with a schedule and what to write instead; null when it is well-formed.</summary>
    public static string? Mistake(string text)
    {
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
            return "must not name a time zone; write it in timeZone";
        if (text.StartsWith('@'))
            return Macros.Contains(text) ? null : $"\"{text}\" is not one of {string.Join(", ", Macros)}";

        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
            return $"\"{text}\" has {parts.Length} field(s); write five: minute, hour, day of month, month, day of week, as in \"*/15 * * * *\"";
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var range in parts[i].Split(','))
            {
                if (!Fields[i].Accepts(range))
                    return $"\"{parts[i]}\" is not a valid {Fields[i].Name}: {Fields[i].Expected}";
            }
        }

        return null;
    }

    private sealed record CronField(string Name, int Lowest, int Highest, string[] Names)
    {
        public string Expected => string.Create(
            CultureInfo.InvariantCulture,
            $"write *, a number from {Lowest} to {Highest}{(Names.Length == 0 ? "" : $" or a name such as {Names[1]}")}, a range as in {Lowest}-{Highest}, a step as in */2, or a list of these");

        public bool Accepts(string text)
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0 && !(TryNumber(text[(slash + 1)..], out var step) && step > 0))
                return false;

            var range = slash < 0 ? text : text[..slash];
            if (range is "*" or "?")
                return true;
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0)
                return TryValue(range, out _);
            return TryValue(range[..dash], out var from) && TryValue(range[(dash + 1)..], out var to) && from <= to;
        }

        private bool TryValue(string text, out int value)
        {
            var name = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            value = name + Lowest;
            return name >= 0 || (TryNumber(text, out value) && value >= Lowest && value <= Highest);
        }

        private static bool TryNumber(string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
