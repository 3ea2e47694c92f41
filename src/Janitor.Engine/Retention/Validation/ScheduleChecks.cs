using Janitor.Api;
using Janitor.Api.Retention;

namespace Janitor.Engine.Retention.Validation;

internal static class ScheduleChecks
{
    private const int MostHistory = 100;
    private static readonly TimeSpan LongestJitter = TimeSpan.FromHours(24);

    public static void Check(RetentionPolicySpec spec, FieldErrors errors)
    {
        if (spec.Schedule is not null && CronSchedule.Mistake(spec.Schedule) is { } mistake)
            errors.Add("spec.schedule", mistake);
        if (spec.TimeZone is not null && !IsTimeZone(spec.TimeZone))
            errors.Add("spec.timeZone", $"\"{spec.TimeZone}\" is not an IANA time zone; write one such as Europe/Berlin or Etc/UTC");
        errors.Require((spec.Jitter?.Value ?? default) <= LongestJitter, "spec.jitter", $"{spec.Jitter} is too long; write at most 24h");
        errors.Require(
            spec.History is >= 0 and <= MostHistory, "spec.history", $"{spec.History} is out of range; write a number from 0 to {MostHistory}");
    }

    /// <summary>As CronJob does, refuses <c>Local</c>: what it means depends on the machine.</summary>
    private static bool IsTimeZone(string name) =>
        name.Length > 0 &&
        !name.Equals("Local", StringComparison.OrdinalIgnoreCase) &&
        name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '/' or '_' or '-' or '+') &&
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);
}
