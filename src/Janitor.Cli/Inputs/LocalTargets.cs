using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Storage;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Cli.Inputs;

/// <summary>Targets as this machine reaches them: claims and buckets as directories, and buckets on their servers.</summary>
/// <param name="volumes">Directories by claim name.</param>
/// <param name="buckets">Directories by bucket name.</param>
/// <param name="secrets">Where Secrets are looked up.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalTargets(
    IReadOnlyDictionary<string, string> volumes, IReadOnlyDictionary<string, string> buckets, SecretSource secrets, TimeProvider time)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Mappings that nobody asked for, as they were written: a misspelt name would show here.</summary>
    public IEnumerable<string> Unused =>
        volumes.Select(pair => $"--volume {pair.Key}={pair.Value}").Concat(buckets.Select(pair => $"--bucket {pair.Key}={pair.Value}"))
            .Where(mapping => !_used.Contains(mapping));

    /// <summary>Whether a directory stands in for a bucket.</summary>
    public bool IsDirectory(BucketTarget bucket) => buckets.ContainsKey(bucket.Name);

    /// <summary>Finds all that a target needs. Touches nothing.</summary>
    /// <param name="target">The target, valid.</param>
    /// <param name="space">The namespace of the object that names it.</param>
    /// <param name="limits">How much may go on at once.</param>
    /// <param name="removeEmptyDirectories">Whether directories that become empty are removed.</param>
    /// <param name="field">The field that holds the target, for messages: <c>spec.target</c>.</param>
    /// <param name="mistakes">Receives what is missing.</param>
    /// <returns>What tells it from all other targets, and how it is opened: not to be used when there are mistakes.</returns>
    public (string Key, Func<IContentStore> Open) Prepare(Target target, string space, Limits limits, bool removeEmptyDirectories, string field, List<FieldError> mistakes)
    {
        if (target.Volume is { } volume)
            return PrepareVolume(volume, limits, removeEmptyDirectories, field, mistakes);
        return IsDirectory(target.Bucket!)
            ? PrepareDirectory(target.Bucket!, limits, removeEmptyDirectories, field, mistakes)
            : PrepareBucket(target.Bucket!, space, limits, field, mistakes);
    }

    private (string Key, Func<IContentStore> Open) PrepareVolume(VolumeTarget volume, Limits limits, bool removeEmptyDirectories, string field, List<FieldError> mistakes)
    {
        if (FindDirectory(volume, $"{field}.volume", mistakes) is not { } root)
            return (string.Empty, Missing);
        return (Path.Combine(root, volume.Path.TrimEnd('/')), () => Stores.OpenVolume(root, volume, limits, removeEmptyDirectories, time));
    }

    /// <summary>The directory that stands for a claim; null when there is none.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="field">The field that holds it.</param>
    /// <param name="mistakes">Receives what is missing.</param>
    public string? FindDirectory(VolumeTarget volume, string field, List<FieldError> mistakes)
    {
        if (!volumes.TryGetValue(volume.ClaimName, out var directory))
        {
            mistakes.Add(new FieldError($"{field}.claimName", $"no directory for claim \"{volume.ClaimName}\": add --volume {volume.ClaimName}=DIR"));
            return null;
        }

        return Root("--volume", volume.ClaimName, directory, $"{field}.claimName", mistakes);
    }

    private (string Key, Func<IContentStore> Open) PrepareBucket(BucketTarget bucket, string space, Limits limits, string place, List<FieldError> mistakes)
    {
        string? Value(string name, string key, string field) => Lookup(space, name, key, $"{place}.bucket.{field}", mistakes);

        var name = bucket.CredentialsSecretRef?.Name;
        var accessKeyId = name is null ? null : Value(name, "accessKeyId", "credentialsSecretRef");
        var secretAccessKey = name is null || accessKeyId is null ? null : Value(name, "secretAccessKey", "credentialsSecretRef");
        var sessionToken = name is not null && secrets.TryGet(space, name, "sessionToken", out var token, out _) ? token : null;
        var caBundle = bucket.CaBundleSecretRef is { } reference ? Value(reference.Name, reference.Key, "caBundleSecretRef") : null;
        var credentials = secretAccessKey is null ? null : new S3Credentials(accessKeyId!, secretAccessKey, sessionToken);
        if (mistakes.Count > 0)
            return (string.Empty, Missing);
        try
        {
            var store = Stores.OpenBucket(bucket, credentials, caBundle, limits, time);
            return ($"{bucket.Endpoint}/{bucket.Name}/{bucket.Prefix}", () => store);
        }
        catch (StoreException problem)
        {
            mistakes.Add(new FieldError(problem.At(place).Field, problem.At(place).Message));
            return (string.Empty, Missing);
        }
    }

    /// <summary>A directory can stand in for a bucket where the prefix is one of its folders.</summary>
    private (string Key, Func<IContentStore> Open) PrepareDirectory(BucketTarget bucket, Limits limits, bool removeEmptyDirectories, string field, List<FieldError> mistakes)
    {
        var root = Root("--bucket", bucket.Name, buckets[bucket.Name], $"{field}.bucket.name", mistakes);
        var path = bucket.Prefix.TrimEnd('/');
        var segments = path.Split('/');
        if (path.Length > 0 && (bucket.Prefix != path + "/" || segments.Any(segment => segment is "" or "." or "..")))
        {
            mistakes.Add(new FieldError(
                $"{field}.bucket.prefix", $"\"{bucket.Prefix}\" is no folder, and --bucket {bucket.Name} is a directory: write a prefix such as processed/"));
        }

        return (Path.Combine(root, path), () => Stores.OpenDirectory(root, path, $"bucket {bucket.Name}/{bucket.Prefix}".TrimEnd('/'), limits, removeEmptyDirectories, time));
    }

    private string Root(string option, string name, string directory, string field, List<FieldError> mistakes)
    {
        _used.Add($"{option} {name}={directory}");
        if (!Directory.Exists(directory))
            mistakes.Add(new FieldError(field, $"{option} {name}={directory}: there is no such directory; create it, or name another"));
        return Path.GetFullPath(directory);
    }

    private string? Lookup(string space, string name, string key, string field, List<FieldError> mistakes)
    {
        if (secrets.TryGet(space, name, key, out var value, out var complaint))
            return value;
        mistakes.Add(new FieldError(field, complaint));
        return null;
    }

    private static IContentStore Missing() => throw new InvalidOperationException("a target with errors cannot be opened");
}
