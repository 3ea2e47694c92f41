using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Operator.Retention.Scheduling;
using static Janitor.Operator.Tests.Policies;

namespace Janitor.Operator.Tests.Retention.Scheduling;

public sealed class RunAgendaTests
{
    private static readonly DueRun Signal = new(RunTrigger.JobEnded, "job-1");

    [Fact]
    public void Of_NewPolicyWithoutSchedule_RunsOnceForItsGeneration()
    {
        var policy = OfVolume();

        var first = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon);
        var after = RunAgenda.Of(policy, StatusOf(status => status.LastRun = new RunSummary { Generation = 1 }), null, Noon);
        var changed = RunAgenda.Of(policy.With(meta => meta.Generation = 2), StatusOf(status => status.LastRun = new RunSummary { Generation = 1 }), null, Noon);

        Assert.Equal(new DueRun(RunTrigger.Change, "1"), first.Due);
        Assert.Null(after.Due);
        Assert.Equal(new DueRun(RunTrigger.Change, "2"), changed.Due);
        Assert.Null(first.NextTime);
    }

    [Fact]
    public void Of_Schedule_WaitsForItsTime()
    {
        var policy = OfVolume(spec => spec.Schedule = "*/15 * * * *");

        var before = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon.AddMinutes(14));
        var at = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon.AddMinutes(15));
        var seenTo = RunAgenda.Of(policy, StatusOf(status => status.LastScheduleTime = Noon.AddMinutes(15)), null, Noon.AddMinutes(16));

        Assert.Null(before.Due);
        Assert.Equal(Noon.AddMinutes(15), before.NextTime);
        Assert.Equal(new DueRun(RunTrigger.Schedule, "2026-03-04T12:15:00Z"), at.Due);
        Assert.Equal(Noon.AddMinutes(30), at.NextTime);
        Assert.Null(seenTo.Due);
    }

    [Fact]
    public void Of_SeveralTimesMissed_MakesUpForTheLastAlone()
    {
        var policy = OfVolume(spec => spec.Schedule = "*/15 * * * *");

        var agenda = RunAgenda.Of(policy, StatusOf(status => status.LastScheduleTime = Noon), null, Noon.AddDays(40).AddMinutes(7));

        Assert.Equal(Noon.AddDays(40), agenda.LastTime);
        Assert.Equal(DueRun.ByTime(Noon.AddDays(40)), agenda.Due);
        Assert.False(agenda.IsLate);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Of_MissedTime_CountsWithinTheStartingDeadline(int minutesLate, bool runs)
    {
        var policy = OfVolume(spec => (spec.Schedule, spec.StartingDeadline) = ("0 13 * * *", new Duration(TimeSpan.FromMinutes(10))));

        var agenda = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon.AddHours(1).AddMinutes(minutesLate));

        Assert.Equal(runs, agenda.Due is not null);
        Assert.Equal(!runs, agenda.IsLate);
        Assert.Equal(Noon.AddHours(1), agenda.LastTime);
    }

    [Fact]
    public void Of_Jitter_IsTheSameForWhoeverAsksAndWithinItsBound()
    {
        var policy = OfVolume(spec => (spec.Schedule, spec.Jitter) = ("0 13 * * *", new Duration(TimeSpan.FromMinutes(30))));

        var start = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon).NextTime!.Value;
        var again = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon.AddMinutes(20)).NextTime;
        var other = RunAgenda.Of(policy.With(meta => meta.Uid = "u-2"), new RetentionPolicyStatus(), null, Noon).NextTime;

        Assert.Equal(start, again);
        Assert.InRange(start, Noon.AddHours(1), Noon.AddHours(1.5));
        Assert.NotEqual(start, other);
    }

    [Fact]
    public void Of_TimeWithJitter_IsDueWhenTheJitterIsOver()
    {
        var policy = OfVolume(spec => (spec.Schedule, spec.Jitter) = ("0 13 * * *", new Duration(TimeSpan.FromMinutes(30))));
        var start = RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon).NextTime!.Value;

        Assert.Null(RunAgenda.Of(policy, new RetentionPolicyStatus(), null, start.AddTicks(-1)).Due);
        Assert.Equal(DueRun.ByTime(Noon.AddHours(1)), RunAgenda.Of(policy, new RetentionPolicyStatus(), null, start).Due);
    }

    [Fact]
    public void Of_Annotation_AsksOnceForEachValueBeforeAllElse()
    {
        var policy = OfVolume(spec => spec.Suspend = true).With(meta => meta.Annotations = new Dictionary<string, string> { [RetentionPolicy.RunAtAnnotation] = "now" });

        Assert.Equal(new DueRun(RunTrigger.Manual, "now"), RunAgenda.Of(policy, new RetentionPolicyStatus(), Signal, Noon).Due);
        Assert.Null(RunAgenda.Of(policy, StatusOf(status => status.LastHandledRunAt = "now"), Signal, Noon).Due);
    }

    [Fact]
    public void Of_PlanAnnotation_ComesAfterTheRunsAndBeforeAllElse()
    {
        var policy = OfVolume(spec => spec.Suspend = true).With(meta => meta.Annotations = new Dictionary<string, string>
        {
            [RetentionPolicy.RunAtAnnotation] = "run",
            [RetentionPolicy.PlanAtAnnotation] = "plan",
        });

        Assert.Equal(new DueRun(RunTrigger.Manual, "run"), RunAgenda.Of(policy, new RetentionPolicyStatus(), Signal, Noon).Due);
        Assert.Equal(new DueRun(RunTrigger.Plan, "plan"), RunAgenda.Of(policy, StatusOf(status => status.LastHandledRunAt = "run"), Signal, Noon).Due);
        Assert.Null(RunAgenda.Of(policy, StatusOf(status => (status.LastHandledRunAt, status.LastHandledPlanAt) = ("run", "plan")), Signal, Noon).Due);
    }

    [Fact]
    public void Of_Suspended_OnlyRunsByHandAndMakesUpAfterwards()
    {
        var suspended = OfVolume(spec => (spec.Schedule, spec.Suspend) = ("*/15 * * * *", true));
        var resumed = OfVolume(spec => spec.Schedule = "*/15 * * * *");

        var agenda = RunAgenda.Of(suspended, new RetentionPolicyStatus(), Signal, Noon.AddHours(2));

        Assert.Null(agenda.Due);
        Assert.Null(agenda.NextTime);
        Assert.Equal(DueRun.ByTime(Noon.AddHours(2)), RunAgenda.Of(resumed, new RetentionPolicyStatus(), null, Noon.AddHours(2)).Due);
    }

    [Fact]
    public void Of_SpecChangedDuringARun_RunsTheNewOneAtOnce()
    {
        var policy = OfVolume(spec => spec.Schedule = "@daily").With(meta => meta.Generation = 2);

        Assert.Equal(DueRun.ByChange(2), RunAgenda.Of(policy, StatusOf(status => status.LastRun = new RunSummary { Generation = 1, Overtaken = true }), null, Noon).Due);
        Assert.Null(RunAgenda.Of(policy, StatusOf(status => status.LastRun = new RunSummary { Generation = 1 }), null, Noon).Due);
    }

    [Fact]
    public void Of_Signal_ComesBeforeTheSchedule() =>
        Assert.Equal(Signal, RunAgenda.Of(OfVolume(spec => spec.Schedule = "* * * * *"), new RetentionPolicyStatus(), Signal, Noon.AddHours(1)).Due);

    [Fact]
    public void Of_TimeZone_CountsLocalTime()
    {
        var policy = OfVolume(spec => (spec.Schedule, spec.TimeZone) = ("0 14 * * *", "Europe/Berlin"));

        Assert.Equal(Noon.AddHours(1), RunAgenda.Of(policy, new RetentionPolicyStatus(), null, Noon).NextTime);
    }

    [Fact]
    public void IdentityIn_SameCause_IsTheSameAndOthersAreNot()
    {
        var policy = OfVolume();
        var identity = DueRun.ByTime(Noon).IdentityIn(policy);

        Assert.Equal(identity, DueRun.ByTime(Noon).IdentityIn(OfVolume()));
        Assert.NotEqual(identity, DueRun.ByTime(Noon.AddMinutes(1)).IdentityIn(policy));
        Assert.NotEqual(identity, DueRun.ByTime(Noon).IdentityIn(OfVolume().With(meta => meta.Uid = "u-2")));
        Assert.Matches("^[0-9a-f]{10}$", identity);
    }
}
