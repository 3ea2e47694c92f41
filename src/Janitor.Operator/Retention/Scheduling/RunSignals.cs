using Janitor.Api.Retention;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Pressure;

namespace Janitor.Operator.Retention.Scheduling;

/// <summary>
/// What outside a policy asks for a run: a Job of its catalog that ended, a volume under pressure. Worked out from the state of the cluster each time, so
/// that nothing is forgotten by a restart; the cause is the same as long as no run has answered it.
/// </summary>
/// <param name="jobs">The Jobs.</param>
/// <param name="volumes">How full volumes are.</param>
/// <param name="time">The clock.</param>
internal sealed class RunSignals(JobCatalog jobs, VolumeUsages volumes, TimeProvider time)
{
    /// <summary>Pressure that a run could not relieve does not start the next at once.</summary>
    private static readonly TimeSpan PressureInterval = TimeSpan.FromMinutes(5);

    /// <summary>The run that is asked for; null when none is.</summary>
    public DueRun? Find(RetentionPolicy policy, RetentionPolicyStatus status) => FindJob(policy, status) ?? FindPressure(policy, status);

    private DueRun? FindJob(RetentionPolicy policy, RetentionPolicyStatus status) =>
        jobs.LastEnded(policy) is var (job, endedAt) && endedAt >= (status.LastRun?.StartedAt ?? policy.Metadata.CreationTimestamp)
            && status.LastRun?.Cause != job.Metadata.Uid
            ? new DueRun(RunTrigger.JobEnded, job.Metadata.Uid!)
            : null;

    private DueRun? FindPressure(RetentionPolicy policy, RetentionPolicyStatus status)
    {
        if (volumes.Find(policy) is not { } usage || PressureMarks.Passed(policy, usage) is null)
            return null;
        var last = status.LastRun;
        return last is null || last.Trigger != RunTrigger.Pressure || time.GetUtcNow() - last.FinishedAt >= PressureInterval
            ? new DueRun(RunTrigger.Pressure, last?.Id ?? "first")
            : null;
    }
}
