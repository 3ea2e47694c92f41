using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Status;
using Janitor.Storage;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Operator.Retention.Runs;

/// <summary>Opens what runs in the operator work on, with the Secrets of the policy's namespace.</summary>
/// <param name="secrets">Reads them.</param>
/// <param name="jobs">Knows the Jobs of the cluster.</param>
/// <param name="options">What the operator is given.</param>
/// <param name="time">The clock.</param>
internal sealed class RunTargets(SecretReader secrets, JobCatalog jobs, OperatorRunOptions options, TimeProvider time)
{
    /// <summary>Whether runs of a policy can take place in the operator: its target is a bucket, or a claim that is mounted here.</summary>
    public bool Has(RetentionPolicy policy) =>
        policy.Spec.Target!.Volume is not { } volume || options.Volumes.ContainsKey($"{policy.Namespace}/{volume.ClaimName}");

    /// <summary>Opens a policy's target and catalog.</summary>
    /// <exception cref="RunBlockedException">A Secret is missing, or what it holds cannot be used.</exception>
    public async Task<RunTarget> OpenAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var catalog = await OpenCatalogAsync(policy, cancellationToken);
        try
        {
            return new RunTarget(await OpenStoreAsync(policy, cancellationToken), catalog);
        }
        catch (StoreException problem)
        {
            throw new RunBlockedException(Reasons.InvalidSecret, $"{problem.Field}: {problem.Message}");
        }
    }

    private async Task<IStore> OpenStoreAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.Spec.Target!.Volume is { } volume)
            return Stores.OpenVolume(options.Volumes[$"{policy.Namespace}/{volume.ClaimName}"], volume, policy.Spec, time);
        var bucket = policy.Spec.Target.Bucket!;
        var caBundle = bucket.CaBundleSecretRef is { } reference
            ? (await secrets.ReadAsync(policy.Namespace, reference.Name, cancellationToken)).Get(reference.Key)
            : null;
        return Stores.OpenBucket(bucket, await CredentialsAsync(policy.Namespace, bucket, cancellationToken), caBundle, policy.Spec.Limits, time);
    }

    private async Task<S3Credentials?> CredentialsAsync(string @namespace, BucketTarget bucket, CancellationToken cancellationToken)
    {
        if (bucket.CredentialsSecretRef is not { } reference)
        {
            return options.AmbientCredentials
                ? null
                : throw new RunBlockedException(
                    Reasons.CredentialsRequired,
                    "spec.target.bucket.credentialsSecretRef is required: this operator does not lend its own identity (chart value operator.ambientCredentials)");
        }

        var values = await secrets.ReadAsync(@namespace, reference.Name, cancellationToken);
        return new S3Credentials(values.Get("accessKeyId"), values.Get("secretAccessKey"), values.Find("sessionToken"));
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
            throw new RunBlockedException(Reasons.InvalidSecret, $"{problem.Field}: {problem.Message}");
        }
    }
}
