using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Operator.Backups;

namespace Janitor.Operator.Tests.Backups;

public sealed class BackupAgendaTests
{
    private static readonly DateTimeOffset Created = Time("2026-03-01T00:00");

    [Theory]
    [InlineData("2026-03-01T02:59", null, null, false)]
    [InlineData("2026-03-01T03:00", null, "2026-03-01T03:00", true)]
    [InlineData("2026-03-04T12:00", null, "2026-03-04T03:00", true)]
    [InlineData("2026-03-04T12:00", "2026-03-04T03:00", null, false)]
    [InlineData("2026-03-04T12:00", "2026-03-03T03:00", "2026-03-04T03:00", true)]
    public void Of_TimeOfTheSchedule_IsTheLastThatWasNotSeenTo(string now, string? seen, string? time, bool isDue)
    {
        var agenda = BackupAgenda.Of(Schedule(), new BackupScheduleStatus { LastScheduleTime = seen is null ? null : Time(seen) }, Time(now));

        Assert.Equal((time is null ? null : Time(time), isDue, false), (agenda.LastTime, agenda.IsDue, agenda.IsLate));
    }

    [Theory]
    [InlineData("2026-03-01T03:59", true, false)]
    [InlineData("2026-03-01T04:01", false, true)]
    public void Of_StartingDeadline_PassesOverWhatIsTooLate(string now, bool isDue, bool isLate)
    {
        var agenda = BackupAgenda.Of(Schedule(spec => spec.StartingDeadline = new(TimeSpan.FromHours(1))), new BackupScheduleStatus(), Time(now));

        Assert.Equal((isDue, isLate), (agenda.IsDue, agenda.IsLate));
    }

    [Fact]
    public void Of_Suspended_IsNeverDueButOnDemand()
    {
        var schedule = Schedule(spec => spec.Suspend = true);
        schedule.Metadata.Annotations = new Dictionary<string, string> { ["janitor.dev/run-at"] = "now" };

        var agenda = BackupAgenda.Of(schedule, new BackupScheduleStatus(), Time("2026-03-04T12:00"));

        Assert.Equal(("now", false, null), (agenda.Asked, agenda.IsDue, agenda.NextTime));
        Assert.Null(BackupAgenda.Of(schedule, new BackupScheduleStatus { LastHandledRunAt = "now" }, Time("2026-03-04T12:00")).Asked);
    }

    [Theory]
    [InlineData("0 3 * * *", "2026-03-04T12:00", "2026-03-03T03:00")]
    [InlineData("0 3 * * *", "2026-03-04T03:00", "2026-03-03T03:00")]
    [InlineData("0 3 * * *", "2026-03-04T02:59", "2026-03-02T03:00")]
    // Of a schedule for working days an interval may be three days long.
    [InlineData("0 3 * * 1-5", "2026-03-09T12:00", "2026-03-06T03:00")]
    [InlineData("@monthly", "2026-03-09T12:00", "2026-02-01T00:00")]
    [InlineData("@yearly", "2026-03-09T12:00", "2025-01-01T00:00")]
    public void Of_StaleBefore_IsTwoTimesOfTheScheduleAgo(string cron, string now, string bound) =>
        Assert.Equal(Time(bound), BackupAgenda.Of(Schedule(spec => spec.Schedule = cron), new BackupScheduleStatus(), Time(now)).StaleBefore);

    [Fact]
    public void Of_NoSchedule_KnowsNoTimes()
    {
        var agenda = BackupAgenda.Of(Schedule(spec => spec.Schedule = null), new BackupScheduleStatus(), Time("2026-03-04T12:00"));

        Assert.Equal(new BackupAgenda(null, null, false, false, null, null), agenda);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static BackupSchedule Schedule(Action<BackupScheduleSpec>? with = null)
    {
        var schedule = new BackupSchedule { Metadata = new() { Name = "nightly", Namespace = "media", Uid = "u", CreationTimestamp = Created }, Spec = new() { Schedule = "0 3 * * *" } };
        with?.Invoke(schedule.Spec);
        return schedule;
    }
}
