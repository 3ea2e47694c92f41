using Janitor.Api.Notifications;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Retention;
using static Janitor.Api.Notifications.NotificationEvent;

namespace Janitor.Operator.Tests.Retention;

public sealed class PolicyNoticesTests
{
    [Theory]
    [InlineData("Succeeded", null, null, "a run succeeded", Succeeded)]
    [InlineData("Succeeded", null, "Succeeded", "a run succeeded", Succeeded)]
    [InlineData("Succeeded", null, "Failed", "a run succeeded", Recovered, Succeeded)]
    [InlineData("Succeeded", null, "Partial", "a run succeeded", Recovered, Succeeded)]
    [InlineData("Succeeded", "MaxDeletions", null, "a run reached a limit", LimitReached, Succeeded)]
    [InlineData("Partial", "CatalogUnavailable", "Failed", "a run did only some of its work", Partial)]
    [InlineData("Failed", "StoreUnavailable", "Failed", "a run failed", Failed)]
    [InlineData("Failed", "MaxDeletePercent", null, "a run was refused because of a limit", LimitReached, Failed)]
    public void Of_Run_TellsWhatItWas(string outcome, string? stopReason, string? before, string title, params NotificationEvent[] expected)
    {
        var policy = Policies.OfVolume();
        if (before is not null)
            policy.Status = Policies.StatusOf(status => status.LastRun = new RunSummary { Outcome = before });

        var news = PolicyNotices.Of(policy, new RunSummary { Id = "r1", Trigger = RunTrigger.Schedule, Outcome = outcome, StopReason = stopReason, Freed = "1 KiB", Job = "clips-r1" });

        Assert.Equal((title, "r1"), (news.Title, news.Id));
        Assert.Equal(expected, news.Events);
        Assert.Equal(
            stopReason is null ? "run=r1 trigger=Schedule job=clips-r1" : $"run=r1 trigger=Schedule stopReason={stopReason} job=clips-r1",
            string.Join(' ', news.Facts.Select(fact => $"{fact.Key}={fact.Value}")));
        Assert.Contains("freed 1 KiB", news.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("True", NotificationEvent.Pressure)]
    [InlineData("False", Recovered)]
    public void Of_Pressure_TellsWhichWayItWent(string status, NotificationEvent expected)
    {
        var news = PolicyNotices.Of(new Condition { Type = "StoragePressure", Status = status, Message = "more than 95%", LastTransitionTime = Policies.Noon });

        Assert.Equal(expected, Assert.Single(news.Events));
        Assert.Equal(("more than 95%", "pressure-2026-03-04T12:00:00Z"), (news.Message, news.Id));
    }
}
