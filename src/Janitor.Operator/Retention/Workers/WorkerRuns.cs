using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Runs;
using Janitor.Operator.Status;

namespace Janitor.Operator.Retention.Workers;

/// <summary>Runs in worker Jobs, one Job a run.</summary>
/// <param name="client">The API server.</param>
/// <param name="jobs">Makes them.</param>
/// <param name="placement">Finds where they can mount the claim.</param>
/// <param name="secrets">Reads what they refer to, to say what is missing before a pod waits for it.</param>
/// <param name="catalog">Knows the Jobs of the cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerRuns(
    IKubernetesClient client, WorkerJob jobs, ClaimPlacement placement, SecretReader secrets, JobCatalog catalog, TimeProvider time) : IRunPlace
{
    /// <summary>How long a pod may wait for a node, an image or a volume before the run counts as lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Ended Jobs that are kept, for their logs, when another is made; as many previews beside them.</summary>
    private const int KeptJobs = 1;

    /// <inheritdoc/>
    public async Task StartAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        var claimName = policy.Spec.Target!.Volume!.ClaimName;
        var claim = await client.GetAsync<PersistentVolumeClaim>(claimName, policy.Namespace, cancellationToken)
            ?? throw new BlockedException(Reasons.ClaimNotFound, $"claim {claimName} is missing in namespace {policy.Namespace}; create it");
        if (policy.Spec.Catalog?.Postgres?.ConnectionSecretRef is { } connection)
            (await secrets.ReadAsync(policy.Namespace, connection.Name, cancellationToken)).Get(connection.Key);
        var place = await placement.FindAsync(claim, cancellationToken)
            ?? throw new BlockedException(
                Reasons.ClaimInUse, $"claim {claimName} is ReadWriteOncePod, and a pod has it mounted; the run starts when that pod has ended");
        await TidyAsync(policy, run, cancellationToken);
        try
        {
            await client.CreateAsync(jobs.Build(policy, run, TaskOf(policy, run), place), cancellationToken);
        }
        catch (ApiException problem) when (problem.Reason == "AlreadyExists")
        {
            // Made by an operator that ended before it could say so: adopted.
        }
    }

    /// <inheritdoc/>
    public async Task<RunState> LookAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        var name = run.Job!;
        if (await client.GetAsync<Job>(name, policy.Namespace, cancellationToken) is not { } job)
            return new RunState.Lost(Reasons.WorkerLost, $"Job {name} was deleted before it ended");
        var pods = (await client.ListAsync<Pod>(new ListOptions { Namespace = policy.Namespace, LabelSelector = $"job-name={name}" }, cancellationToken)).Items;
        if (WorkerPods.ResultOf(pods, run.Id) is { } summary)
            return new RunState.Ended(summary);

        var ended = job.Status?.Conditions?.FirstOrDefault(condition => condition is { Status: "True", Type: "Complete" or "Failed" });
        var hindrance = WorkerPods.HindranceOf(pods);
        if (ended is not null)
            return new RunState.Lost(Reasons.WorkerLost, $"Job {name} ended without a result: {WorkerPods.EndOf(pods) ?? ended.Message}");
        if (hindrance is null || time.GetUtcNow() - job.Metadata.CreationTimestamp < LongestWait)
            return new RunState.Going(hindrance);
        await client.DeleteAsync<Job>(name, policy.Namespace, job.Metadata.Uid, cancellationToken);
        return new RunState.Lost(Reasons.WorkerLost, $"Job {name} could not begin within {LongestWait.TotalMinutes} minutes: {hindrance}");
    }

    private async Task TidyAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = policy.Namespace, LabelSelector = $"{WorkerJob.ManagedByLabel}={WorkerJob.ManagedBy}" };
        var own = (await client.ListAsync<Job>(options, cancellationToken)).Items
            .Where(job => job.Metadata.Name != run.Job && (job.Metadata.OwnerReferences?.Any(owner => owner.Uid == policy.Metadata.Uid) ?? false))
            .OrderByDescending(job => job.Metadata.CreationTimestamp);
        foreach (var job in own.Where(job => WorkerJob.IsPreview(job) == run.IsPreview).Skip(KeptJobs))
            await client.DeleteAsync<Job>(job.Metadata.Name, policy.Namespace, job.Metadata.Uid, cancellationToken);
    }

    private WorkerTask TaskOf(RetentionPolicy policy, ActiveRun run) => new()
    {
        Policy = new RetentionPolicy { Metadata = new() { Name = policy.Metadata.Name, Namespace = policy.Namespace }, Spec = policy.Spec },
        RunId = run.Id,
        Preview = run.IsPreview,
        PreviousReferences = policy.Status?.LastRun?.References,
        Jobs = catalog.JobsOf(policy),
    };
}
