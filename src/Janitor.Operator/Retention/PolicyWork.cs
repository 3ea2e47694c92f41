using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Status;

namespace Janitor.Operator.Retention;

/// <summary>One look at a policy.</summary>
/// <param name="policy">The policy as the cache has it.</param>
/// <param name="now">The moment.</param>
internal sealed class PolicyWork(RetentionPolicy policy, DateTimeOffset now)
    : StatusWork<RetentionPolicyStatus>(policy.Metadata, (policy.Status ?? new RetentionPolicyStatus()) with { }, JanitorJson.Default.RetentionPolicyStatus, now)
{
    /// <summary>The policy as the cache has it.</summary>
    public RetentionPolicy Policy => policy;

    /// <summary>Takes down the end of the run that went on. A preview is not one of the policy's runs.</summary>
    public RunSummary Record(RunSummary ended, ActiveRun run)
    {
        var summary = ended with
        {
            Id = run.Id,
            Trigger = run.Trigger,
            Cause = run.Cause,
            Generation = run.Generation,
            Job = run.Job,
            DryRun = ended.DryRun || run.IsPreview,
            Freed = HumanSize.Bytes(ended.BytesFreed),
            Overtaken = run.Generation != policy.Metadata.Generation,
        };
        Status.ActiveRun = null;
        if (run.IsPreview)
            return Status.LastPlan = summary;
        if (Status.LastRun is { } last)
            Status.History = [.. Status.History.Prepend(RunSummaries.Shortened(last)).Take(policy.Spec.History)];
        Status.LastRun = summary;
        var succeeded = summary.Outcome == "Succeeded";
        if (succeeded)
            Status.LastSuccessfulTime = summary.FinishedAt;
        Conditions.Set(ConditionTypes.LastRunSucceeded, succeeded, summary.StopReason ?? $"Run{summary.Outcome}", RunWords.Tell(summary));
        return summary;
    }

    /// <summary>The policy with the status as it is now; null when that is as it was.</summary>
    public RetentionPolicy? Changed() => IsChanged() ? policy with { Status = Status with { } } : null;
}
