using Janitor.Api.Notifications;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Notifications;

namespace Janitor.Operator.Retention;

/// <summary>What webhooks are told about policies.</summary>
internal static class PolicyNotices
{
    /// <summary>A run ended.</summary>
    /// <param name="before">The policy, with the status as it was before.</param>
    /// <param name="run">The run.</param>
    public static News Of(RetentionPolicy before, RunSummary run)
    {
        var isLimited = run.StopReason is nameof(StopReason.MaxDeletions) or nameof(StopReason.MaxDeletePercent);
        var outcome = run.Outcome switch
        {
            nameof(RunOutcome.Succeeded) => NotificationEvent.Succeeded,
            nameof(RunOutcome.Partial) => NotificationEvent.Partial,
            _ => NotificationEvent.Failed,
        };
        var isRecovery = outcome == NotificationEvent.Succeeded && before.Status?.LastRun is { Outcome: not nameof(RunOutcome.Succeeded) };
        return new News
        {
            Id = run.Id,
            Events = [.. Only(isLimited, NotificationEvent.LimitReached), .. Only(isRecovery, NotificationEvent.Recovered), outcome],
            Title = outcome switch
            {
                NotificationEvent.Succeeded => isLimited ? "a run reached a limit" : "a run succeeded",
                NotificationEvent.Partial => "a run did only some of its work",
                _ => isLimited ? "a run was refused because of a limit" : "a run failed",
            },
            Message = RunWords.Tell(run),
            Facts =
            [
                new("run", run.Id),
                new("trigger", run.Trigger.ToString()),
                .. run.StopReason is { } reason ? new KeyValuePair<string, string>[] { new("stopReason", reason) } : [],
                .. run.Job is { } job ? new KeyValuePair<string, string>[] { new("job", job) } : [],
            ],
        };
    }

    /// <summary>The volume became too full, or no longer is.</summary>
    /// <param name="pressure">The condition <c>StoragePressure</c>, True or False.</param>
    public static News Of(Condition pressure) => new()
    {
        Id = $"pressure-{TimeConverter.Format(pressure.LastTransitionTime)}",
        Events = [pressure.Status == "True" ? NotificationEvent.Pressure : NotificationEvent.Recovered],
        Title = pressure.Status == "True" ? "the volume is too full" : "the volume is no longer too full",
        Message = pressure.Message,
    };

    private static NotificationEvent[] Only(bool holds, NotificationEvent one) => holds ? [one] : [];
}
