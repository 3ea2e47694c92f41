using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Status;
using Janitor.Operator.Targets;
using Janitor.Storage;

namespace Janitor.Operator.Retention.Runs;

/// <summary>Opens what runs in the operator work on, with the Secrets of the policy's namespace.</summary>
/// <param name="stores">Opens the target.</param>
/// <param name="secrets">Reads what the catalog needs.</param>
/// <param name="jobs">Knows the Jobs of the cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class RunTargets(TargetStores stores, SecretReader secrets, JobCatalog jobs, TimeProvider time)
{
    /// <summary>Whether runs of a policy can take place in the operator: its target is a bucket, or a claim that is mounted here.</summary>
    public bool Has(RetentionPolicy policy) => stores.Has(policy.Namespace, policy.Spec.Target!);

    /// <summary>Opens a policy's target and catalog.</summary>
    /// <exception cref="BlockedException">A Secret is missing, or what it holds cannot be used.</exception>
    public async Task<RunTarget> OpenAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var catalog = await OpenCatalogAsync(policy, cancellationToken);
        var spec = policy.Spec;
        return new RunTarget(await stores.OpenAsync(policy.Namespace, spec.Target!, spec.Limits, spec.RemoveEmptyDirectories, cancellationToken), catalog);
    }

    private async Task<ICatalogSource?> OpenCatalogAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        if (jobs.JobsOf(policy) is { } known)
            return new KnownJobsCatalog(known, time);
        if (policy.Spec.Catalog?.Postgres is not { } postgres)
            return null;
        var reference = postgres.ConnectionSecretRef!;
        var connection = (await secrets.ReadAsync(policy.Namespace, reference.Name, cancellationToken)).Get(reference.Key);
        try
        {
            return Stores.OpenCatalog(postgres, connection, time);
        }
        catch (CatalogException problem)
        {
            throw new BlockedException(Reasons.InvalidSecret, $"{problem.Field}: {problem.Message}");
        }
    }
}
