using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api;

namespace Janitor.Operator.Scheduling;

/// <summary>The times of one object's schedule.</summary>
internal sealed class ScheduleClock
{
    /// <summary>How far back the last missed time is looked for, in steps, so that a schedule of minutes is not walked through for months.</summary>
    private static readonly TimeSpan[] LookBack = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(32), TimeSpan.FromDays(366)];

    private readonly CronSchedule _schedule;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _jitter;
    private readonly string _uid;

    /// <summary>The clock of a valid schedule.</summary>
    /// <param name="schedule">The schedule, as CronJob writes it.</param>
    /// <param name="timeZone">Its IANA time zone; UTC when null.</param>
    /// <param name="jitter">How much later it may be; not at all when null.</param>
    /// <param name="uid">What tells the object from others, so that they do not all start at once.</param>
    public ScheduleClock(string schedule, string? timeZone, Duration? jitter, string? uid)
    {
        _schedule = CronSchedule.Parse(schedule);
        _zone = timeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        _jitter = jitter?.Value ?? TimeSpan.Zero;
        _uid = uid ?? string.Empty;
    }

    /// <summary>The last time after <paramref name="since"/> that has come; null when none has.</summary>
    public DateTimeOffset? Last(DateTimeOffset since, DateTimeOffset now)
    {
        foreach (var span in LookBack)
        {
            var from = now - span > since ? now - span : since;
            DateTimeOffset? last = null;
            for (var next = _schedule.Next(from, _zone); next <= now && StartOf(next.Value) <= now; next = _schedule.Next(next.Value, _zone))
                last = next;
            if (last is not null || from == since)
                return last;
        }

        return null;
    }

    /// <summary>The next time after a moment, jitter not included; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _schedule.Next(after, _zone);

    /// <summary>When the run of a time in the schedule starts: its jitter is the same whoever asks, and different for each object and time.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time)
    {
        if (_jitter <= TimeSpan.Zero)
            return time;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_uid}\0{time.UtcTicks}")));
        return time + _jitter * (BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0));
    }
}
