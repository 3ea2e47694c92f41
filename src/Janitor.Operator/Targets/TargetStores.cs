using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Hosting;
using Janitor.Operator.Status;
using Janitor.Storage;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Operator.Targets;

/// <summary>Opens targets that can be reached from the operator: buckets, with the Secrets of the object's namespace, and claims that are mounted here.</summary>
/// <param name="secrets">Reads them.</param>
/// <param name="options">What the operator is given.</param>
/// <param name="time">The clock.</param>
internal sealed class TargetStores(SecretReader secrets, OperatorRunOptions options, TimeProvider time)
{
    /// <summary>Whether a target can be reached from here.</summary>
    public bool Has(string @namespace, Target target) => target.Volume is not { } volume || options.Volumes.ContainsKey($"{@namespace}/{volume.ClaimName}");

    /// <summary>Opens one.</summary>
    /// <param name="namespace">The namespace of the object that names it.</param>
    /// <param name="target">The target.</param>
    /// <param name="limits">How much may go on at once.</param>
    /// <param name="removeEmptyDirectories">Whether directories that become empty are removed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BlockedException">A Secret is missing, or what it holds cannot be used.</exception>
    public async Task<IStore> OpenAsync(string @namespace, Target target, Limits limits, bool removeEmptyDirectories, CancellationToken cancellationToken)
    {
        if (target.Volume is { } volume)
            return Stores.OpenVolume(options.Volumes[$"{@namespace}/{volume.ClaimName}"], volume, limits, removeEmptyDirectories, time);
        return await OpenAsync<IStore>(
            @namespace, target.Bucket!, (credentials, caBundle) => Stores.OpenBucket(target.Bucket!, credentials, caBundle, limits, time), cancellationToken);
    }

    /// <summary>Opens the policy of a bucket.</summary>
    /// <exception cref="BlockedException">A Secret is missing, or what it holds cannot be used.</exception>
    public Task<S3WriteDenial> OpenWriteDenialAsync(string @namespace, BucketTarget bucket, CancellationToken cancellationToken) =>
        OpenAsync(@namespace, bucket, (credentials, caBundle) => Stores.OpenWriteDenial(bucket, credentials, caBundle, time), cancellationToken);

    private async Task<T> OpenAsync<T>(string @namespace, BucketTarget bucket, Func<S3Credentials?, string?, T> open, CancellationToken cancellationToken)
    {
        var caBundle = bucket.CaBundleSecretRef is { } reference ? (await secrets.ReadAsync(@namespace, reference.Name, cancellationToken)).Get(reference.Key) : null;
        var credentials = await CredentialsAsync(@namespace, bucket, cancellationToken);
        try
        {
            return open(credentials, caBundle);
        }
        catch (StoreException problem)
        {
            throw new BlockedException(Reasons.InvalidSecret, $"{problem.Field}: {problem.Message}");
        }
    }

    private async Task<S3Credentials?> CredentialsAsync(string @namespace, BucketTarget bucket, CancellationToken cancellationToken)
    {
        if (bucket.CredentialsSecretRef is not { } reference)
        {
            return options.AmbientCredentials
                ? null
                : throw new BlockedException(
                    Reasons.CredentialsRequired,
                    "spec.target.bucket.credentialsSecretRef is required: this operator does not lend its own identity (chart value operator.ambientCredentials)");
        }

        var values = await secrets.ReadAsync(@namespace, reference.Name, cancellationToken);
        return new S3Credentials(values.Get("accessKeyId"), values.Get("secretAccessKey"), values.Find("sessionToken"));
    }
}
