using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Workers;

/// <summary>Starts worker Jobs, and tells how they are going.</summary>
/// <param name="client">The API server.</param>
/// <param name="jobs">Makes them.</param>
/// <param name="placement">Finds where they can mount their claims.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerJobs(IKubernetesClient client, WorkerJob jobs, ClaimPlacement placement, TimeProvider time)
{
    /// <summary>How long a pod may wait for a node, an image or a volume before the work counts as lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Ended Jobs that are kept, for their logs, when another is made.</summary>
    private const int KeptJobs = 1;

    /// <summary>Starts one; the same is started once, however often it is asked for.</summary>
    /// <param name="owner">The policy, the quota, the backup.</param>
    /// <param name="order">What it asks for.</param>
    /// <param name="pushesOut">Which of the owner's Jobs go when there are too many of them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BlockedException">A claim is not there, or not free.</exception>
    public async Task StartAsync(IKubernetesObject owner, WorkerOrder order, Func<Job, bool> pushesOut, CancellationToken cancellationToken)
    {
        var @namespace = owner.Metadata.Namespace!;
        var places = new List<Placement>();
        foreach (var claim in order.Claims)
            places.Add(await FindPlaceAsync(claim.Name, @namespace, cancellationToken));
        if (places.Select(place => string.Join(',', place.NodeSelector.Values)).Where(node => node.Length > 0).Distinct(StringComparer.Ordinal).ToList() is { Count: > 1 } nodes)
        {
            throw new BlockedException(
                Reasons.ClaimInUse,
                $"claims {string.Join(", ", order.Claims.Select(claim => claim.Name))} are mounted on several nodes, {string.Join(", ", nodes)}, and one pod cannot mount them all; it starts when they are on one, or make an object of its own for each");
        }

        await TidyAsync(owner, order, pushesOut, cancellationToken);
        try
        {
            await client.CreateAsync(jobs.Build(owner, order, Placement.Of(places)), cancellationToken);
        }
        catch (ApiException problem) when (problem.Reason == "AlreadyExists")
        {
            // Made by an operator that ended before it could say so: adopted.
        }
    }

    /// <summary>How one is going.</summary>
    /// <param name="name">The Job.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="resultOf">Reads its result from its pods; null when there is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<WorkerState<T>> LookAsync<T>(string name, string @namespace, Func<IReadOnlyList<Pod>, T?> resultOf, CancellationToken cancellationToken)
        where T : class
    {
        if (await client.GetAsync<Job>(name, @namespace, cancellationToken) is not { } job)
            return new WorkerState<T>(Lost: $"Job {name} was deleted before it ended");
        var pods = (await client.ListAsync<Pod>(new ListOptions { Namespace = @namespace, LabelSelector = $"job-name={name}" }, cancellationToken)).Items;
        if (resultOf(pods) is { } result)
            return new WorkerState<T>(result);

        var ended = job.Status?.Conditions?.FirstOrDefault(condition => condition is { Status: "True", Type: "Complete" or "Failed" });
        var hindrance = WorkerPods.HindranceOf(pods);
        if (ended is not null)
            return new WorkerState<T>(Lost: $"Job {name} ended without a result: {WorkerPods.EndOf(pods) ?? ended.Message}");
        if (hindrance is null || time.GetUtcNow() - job.Metadata.CreationTimestamp < LongestWait)
            return new WorkerState<T>(Hindrance: hindrance);
        await client.DeleteAsync<Job>(name, @namespace, job.Metadata.Uid, cancellationToken);
        return new WorkerState<T>(Lost: $"Job {name} could not begin within {LongestWait.TotalMinutes} minutes: {hindrance}");
    }

    /// <summary>Ends one, with its pods; nothing happens when it is gone.</summary>
    public Task EndAsync(string name, string @namespace, CancellationToken cancellationToken) => client.DeleteAsync<Job>(name, @namespace, uid: null, cancellationToken);

    private async Task<Placement> FindPlaceAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        var claim = await client.GetAsync<PersistentVolumeClaim>(name, @namespace, cancellationToken)
            ?? throw new BlockedException(Reasons.ClaimNotFound, $"claim {name} is missing in namespace {@namespace}; create it");
        return await placement.FindAsync(claim, cancellationToken)
            ?? throw new BlockedException(Reasons.ClaimInUse, $"claim {name} is ReadWriteOncePod, and a pod has it mounted; the run starts when that pod has ended");
    }

    private async Task TidyAsync(IKubernetesObject owner, WorkerOrder order, Func<Job, bool> pushesOut, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = owner.Metadata.Namespace, LabelSelector = $"{WorkerJob.ManagedByLabel}={WorkerJob.ManagedBy}" };
        var own = (await client.ListAsync<Job>(options, cancellationToken)).Items
            .Where(job => job.Metadata.Name != order.Name && (job.Metadata.OwnerReferences?.Any(reference => reference.Uid == owner.Metadata.Uid) ?? false))
            .OrderByDescending(job => job.Metadata.CreationTimestamp);
        foreach (var job in own.Where(pushesOut).Skip(KeptJobs))
            await client.DeleteAsync<Job>(job.Metadata.Name, owner.Metadata.Namespace, job.Metadata.Uid, cancellationToken);
    }
}
