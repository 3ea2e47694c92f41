using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Storage;
using Janitor.Storage.Backups;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What backups refer to, as a worker's pod has it: claims are mounted, and Secrets are in its environment.</summary>
/// <param name="needs">What it was given.</param>
/// <param name="environment">Looks up an environment variable; null when there is none.</param>
/// <param name="root">The directory below which claims are mounted, each by its name.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerPlaces(BackupNeeds needs, Func<string, string?> environment, string root, TimeProvider time) : IBackupPlaces
{
    /// <inheritdoc/>
    public string? FindSecret(SecretKeyReference reference, string field) =>
        ValueOf(reference) ?? throw new BackupException(BackupProblem.TargetRefused, $"{field}: Secret {reference.Name} has no key {reference.Key}");

    /// <inheritdoc/>
    public Func<IContentStore>? FindStore(Target target, string field) => () => Open(target, field);

    /// <inheritdoc/>
    public string? FindDirectory(VolumeTarget volume, string field) => Path.Combine(root, volume.ClaimName, volume.Path);

    /// <summary>Opens a bucket or a directory.</summary>
    /// <exception cref="StoreException">Its credentials cannot be used.</exception>
    public IContentStore Open(Target target, string field)
    {
        if (target.Volume is { } volume)
            return Stores.OpenVolume(Path.Combine(root, volume.ClaimName), volume, new Limits(), removeEmptyDirectories: true, time);
        var bucket = target.Bucket!;
        var caBundle = bucket.CaBundleSecretRef is { } reference ? FindSecret(reference, $"{field}.bucket.caBundleSecretRef") : null;
        return Stores.OpenBucket(bucket, CredentialsOf(bucket, $"{field}.bucket.credentialsSecretRef"), caBundle, new Limits(), time);
    }

    private S3Credentials? CredentialsOf(BucketTarget bucket, string field)
    {
        if (bucket.CredentialsSecretRef is not { } secret)
            return null;
        var (id, key, token) = BackupNeeds.CredentialsOf(secret.Name);
        return new S3Credentials(FindSecret(id, field)!, FindSecret(key, field)!, ValueOf(token));
    }

    private string? ValueOf(SecretKeyReference reference) =>
        needs.Secrets.FirstOrDefault(secret => secret.Reference == reference) is { } known && environment(known.Variable)?.TrimEnd('\r', '\n') is { Length: > 0 } value ? value : null;
}
