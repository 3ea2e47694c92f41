using Janitor.Api.Retention;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Runs;
using Janitor.Operator.Status;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Workers;

/// <summary>Runs in worker Jobs, one Job a run.</summary>
/// <param name="jobs">Starts them.</param>
/// <param name="secrets">Reads what they refer to, to say what is missing before a pod waits for it.</param>
/// <param name="catalog">Knows the Jobs of the cluster.</param>
internal sealed class WorkerRuns(WorkerJobs jobs, SecretReader secrets, JobCatalog catalog) : IRunPlace
{
    /// <inheritdoc/>
    public async Task StartAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        if (policy.Spec.Catalog?.Postgres?.ConnectionSecretRef is { } connection)
            (await secrets.ReadAsync(policy.Namespace, connection.Name, cancellationToken)).Get(connection.Key);
        // Previews and runs do not push out each other's.
        await jobs.StartAsync(policy, RunJob.OrderOf(policy, run, TaskOf(policy, run)), job => RunJob.IsPreview(job) == run.IsPreview, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RunState> LookAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken) =>
        await jobs.LookAsync(run.Job!, policy.Namespace, pods => WorkerPods.ResultOf(pods, run.Id), cancellationToken) switch
        {
            { Result: { } summary } => new RunState.Ended(summary),
            { Lost: { } message } => new RunState.Lost(Reasons.WorkerLost, message),
            { Hindrance: var hindrance } => new RunState.Going(hindrance),
        };

    private WorkerTask TaskOf(RetentionPolicy policy, ActiveRun run) => new()
    {
        Policy = new RetentionPolicy { Metadata = new() { Name = policy.Metadata.Name, Namespace = policy.Namespace }, Spec = policy.Spec },
        RunId = run.Id,
        Preview = run.IsPreview,
        PreviousReferences = policy.Status?.LastRun?.References,
        Jobs = catalog.JobsOf(policy),
    };
}
