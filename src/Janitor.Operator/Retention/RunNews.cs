using System.Collections.Concurrent;
using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Ledger;
using Janitor.Operator.Metrics;
using Janitor.Operator.Notifications;
using Janitor.Operator.Retention.Runs;
using Janitor.Operator.Status;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Retention;

/// <summary>Tells what happens to runs, by event, metric and log, to the ledger, and to webhooks; each end once, also where the status that says it is a moment behind.</summary>
[GenericRbac(Group = "events.k8s.io", Resource = "events", Verbs = RbacVerb.Create | RbacVerb.Patch)]
internal sealed partial class RunNews(IEventRecorder events, RunMetrics metrics, RunHistory history, Notifier notifier, ILogger<RunNews> logger)
{
    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>A run was started.</summary>
    public void Started(RetentionPolicy policy, ActiveRun run)
    {
        if (IsNews(policy, "started", run))
            Tell(policy, EventType.Normal, Reasons.RunStarted, run.Job is null ? $"{run.Trigger}: run {run.Id} began" : $"{run.Trigger}: run {run.Id} began in Job {run.Job}");
    }

    /// <summary>A run ended with a result, or was given up.</summary>
    /// <param name="policy">The policy, with the status as it was before.</param>
    /// <param name="run">The run.</param>
    public void Ended(RetentionPolicy policy, RunSummary run)
    {
        if (!IsNews(policy, "ended", run.Id))
            return;
        if (!run.IsPreview)
        {
            metrics.Count(policy, run);
            history.Add(policy, run);
            notifier.Tell(policy, policy.Spec.Notify, PolicyNotices.Of(policy, run));
        }

        var (type, reason) = run.Outcome switch
        {
            "Failed" when run.IsPreview => (EventType.Warning, Reasons.PlanFailed),
            _ when run.IsPreview => (EventType.Normal, Reasons.PlanMade),
            "Succeeded" => (EventType.Normal, Reasons.RunSucceeded),
            "Partial" => (EventType.Warning, Reasons.RunPartial),
            _ => (EventType.Warning, Reasons.RunFailed),
        };
        Tell(policy, type, reason, RunWords.Tell(run));
    }

    /// <summary>A run ended without a result.</summary>
    public void Lost(RetentionPolicy policy, ActiveRun run, RunState.Lost lost)
    {
        if (IsNews(policy, "lost", run))
            Tell(policy, EventType.Warning, lost.Reason, lost.Message);
    }

    /// <summary>The volume was looked at: it is told that it became too full, or no longer is.</summary>
    public void Looked(PolicyWork work)
    {
        const string Kind = ConditionTypes.StoragePressure;
        var (was, isNow) = (work.Policy.Status?.Conditions.FirstOrDefault(condition => condition.Type == Kind), work.Conditions.All.FirstOrDefault(condition => condition.Type == Kind));
        // A status that is a moment behind does not know yet that it was told.
        if (isNow?.Status is "True" or "False" && (was?.Status == "True") != (isNow.Status == "True") && IsNews(work.Policy, Kind, isNow.Status))
            notifier.Tell(work.Policy, work.Policy.Spec.Notify, PolicyNotices.Of(isNow));
    }

    /// <summary>A time of the schedule came while a run was going on.</summary>
    public void Skipped(RetentionPolicy policy, DateTimeOffset time) => TellTime(
        policy, Reasons.RunSkipped, time, "came while a run was going on; skipped");

    /// <summary>A time of the schedule was missed by too much.</summary>
    public void Missed(RetentionPolicy policy, DateTimeOffset time) => TellTime(
        policy, Reasons.RunMissed, time, "was missed by more than startingDeadline allows; passed over");

    /// <summary>A policy is gone.</summary>
    public void Forget(RetentionPolicy policy)
    {
        foreach (var kind in (string[])["started", "ended", "lost", Reasons.RunSkipped, Reasons.RunMissed, ConditionTypes.StoragePressure])
            _told.TryRemove($"{policy.Metadata.Uid}/{kind}", out _);
    }

    private void TellTime(RetentionPolicy policy, string reason, DateTimeOffset time, string what)
    {
        var written = TimeConverter.Format(time);
        if (IsNews(policy, reason, written))
            Tell(policy, EventType.Warning, reason, $"the run of {written} {what}");
    }

    private bool IsNews(RetentionPolicy policy, string kind, ActiveRun run) =>
        IsNews(policy, kind, string.Create(CultureInfo.InvariantCulture, $"{run.Id}-{run.Attempt}"));

    private bool IsNews(RetentionPolicy policy, string kind, string what)
    {
        var key = $"{policy.Metadata.Uid}/{kind}";
        if (_told.TryGetValue(key, out var before) && before == what)
            return false;
        _told[key] = what;
        return true;
    }

    private void Tell(RetentionPolicy policy, EventType type, string reason, string message)
    {
        events.Record(policy, type, reason, "Run", message);
        var level = type == EventType.Normal ? LogLevel.Information : LogLevel.Warning;
        LogNews(logger, level, policy, reason, message);
    }

    [LoggerMessage(Message = "{Policy}: {Reason}: {Detail}")]
    private static partial void LogNews(ILogger logger, LogLevel level, RetentionPolicy policy, string reason, string detail);
}
