using Janitor.Api;

namespace Janitor.Engine.Validation;

internal static class ScheduleChecks
{
    private static readonly TimeSpan LongestJitter = TimeSpan.FromHours(24);

    public static void Check(string? schedule, string? timeZone, Duration? jitter, FieldErrors errors)
    {
        if (schedule is not null && CronSchedule.Mistake(schedule) is { } mistake)
            errors.Add("spec.schedule", mistake);
        if (timeZone is not null && !IsTimeZone(timeZone))
            errors.Add("spec.timeZone", $"\"{timeZone}\" is not an IANA time zone; write one such as Europe/Berlin or Etc/UTC");
        errors.Require((jitter?.Value ?? default) <= LongestJitter, "spec.jitter", $"{jitter} is too long; write at most 24h");
    }

    /// <summary>As CronJob does, refuses <c>Local</c>: what it means depends on the machine.</summary>
    private static bool IsTimeZone(string name) =>
        name.Length > 0 &&
        !name.Equals("Local", StringComparison.OrdinalIgnoreCase) &&
        name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '/' or '_' or '-' or '+') &&
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);
}
