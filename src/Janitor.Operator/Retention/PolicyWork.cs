using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Retention.Status;

namespace Janitor.Operator.Retention;

/// <summary>One look at a policy: what is found, while the status is worked on. Nothing in it touches the cluster.</summary>
internal sealed class PolicyWork
{
    private readonly RetentionPolicyStatus _before;

    /// <param name="policy">The policy as the cache has it.</param>
    /// <param name="now">The moment.</param>
    public PolicyWork(RetentionPolicy policy, DateTimeOffset now)
    {
        (Policy, Now) = (policy, now);
        _before = policy.Status ?? new RetentionPolicyStatus();
        Status = _before with { };
        Conditions = new ConditionSet(_before.Conditions, policy.Metadata.Generation, now);
    }

    /// <summary>The policy as the cache has it.</summary>
    public RetentionPolicy Policy { get; }

    /// <summary>The moment.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The status as it is to be.</summary>
    public RetentionPolicyStatus Status { get; }

    /// <summary>Its conditions.</summary>
    public ConditionSet Conditions { get; }

    /// <summary>When to look again; null: at the next change.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>What keeps the run that was started from beginning; null when nothing does.</summary>
    public string? Hindrance { get; set; }

    /// <summary>What is in the way, so that it is tried again; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Asks to look again at a time, if not earlier.</summary>
    public void Wake(DateTimeOffset at) => WakeAt = WakeAt is { } earlier && earlier < at ? earlier : at;

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
            Overtaken = run.Generation != Policy.Metadata.Generation,
        };
        Status.ActiveRun = null;
        if (run.IsPreview)
            return Status.LastPlan = summary;
        if (Status.LastRun is { } last)
            Status.History = [.. Status.History.Prepend(RunSummaries.Shortened(last)).Take(Policy.Spec.History)];
        Status.LastRun = summary;
        var succeeded = summary.Outcome == "Succeeded";
        if (succeeded)
            Status.LastSuccessfulTime = summary.FinishedAt;
        Conditions.Set(ConditionTypes.LastRunSucceeded, succeeded, summary.StopReason ?? $"Run{summary.Outcome}", RunWords.Tell(summary));
        return summary;
    }

    /// <summary>A new spec is being worked on.</summary>
    public void Progress()
    {
        Conditions.Set(ConditionTypes.Ready, null, Reasons.Progressing, "a run is being started");
        Conditions.Set(ConditionTypes.Reconciling, true, Reasons.Progressing, "a run is being started");
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>All is as declared.</summary>
    public void Conclude(string reason, string message)
    {
        Status.ObservedGeneration = Policy.Metadata.Generation;
        Conditions.Set(ConditionTypes.Ready, true, reason, message);
        Conditions.Remove(ConditionTypes.Reconciling);
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>Something that may pass is in the way.</summary>
    public void Hinder(string reason, string message)
    {
        Problem = message;
        Conditions.Set(ConditionTypes.Ready, false, reason, message);
        Conditions.Set(ConditionTypes.Reconciling, true, Reasons.ProgressingWithRetry, message);
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>Only the user can mend it.</summary>
    public void Stall(string reason, string message)
    {
        Status.ObservedGeneration = Policy.Metadata.Generation;
        Conditions.Set(ConditionTypes.Ready, false, reason, message);
        Conditions.Set(ConditionTypes.Stalled, true, reason, message);
        Conditions.Remove(ConditionTypes.Reconciling);
    }

    /// <summary>The policy with the status as it is now; null when that is as it was.</summary>
    public RetentionPolicy? Changed()
    {
        Status.Conditions = Conditions.All;
        var (before, after) = (StatusText(_before), StatusText(Status));
        return before == after ? null : Policy with { Status = Status with { } };
    }

    private static string StatusText(RetentionPolicyStatus status) =>
        System.Text.Json.JsonSerializer.Serialize(status, Janitor.Api.JanitorJson.Default.RetentionPolicyStatus);
}
