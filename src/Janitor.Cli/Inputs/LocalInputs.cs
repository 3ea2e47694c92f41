using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Cli.Documents;
using Janitor.Engine;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Storage;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Cli.Inputs;

/// <summary>What policies refer to and a cluster would have: claims and buckets as directories of this machine, and Secrets.</summary>
/// <param name="volumes">Directories by claim name.</param>
/// <param name="buckets">Directories by bucket name.</param>
/// <param name="secrets">Where Secrets are looked up.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalInputs(
    IReadOnlyDictionary<string, string> volumes, IReadOnlyDictionary<string, string> buckets, SecretSource secrets, TimeProvider time)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Mappings that no policy asked for, as they were written: a misspelt name would show here.</summary>
    public IEnumerable<string> Unused =>
        volumes.Select(pair => $"--volume {pair.Key}={pair.Value}").Concat(buckets.Select(pair => $"--bucket {pair.Key}={pair.Value}"))
            .Where(mapping => !_used.Contains(mapping));

    /// <summary>Finds all that a policy needs; null, with errors, when something is missing. Touches nothing.</summary>
    /// <param name="document">The policy.</param>
    /// <param name="withCatalog">False when its catalog will not be asked.</param>
    /// <param name="errors">Receives what is missing, in words.</param>
    public PreparedPolicy? Prepare(PolicyDocument document, bool withCatalog, List<string> errors)
    {
        var (policy, mistakes) = (document.Policy, new List<FieldError>());
        var target = policy.Spec.Target!;
        var (key, openStore) = target.Volume is { } volume
            ? PrepareVolume(volume, policy.Spec, mistakes)
            : PrepareBucket(target.Bucket!, policy, mistakes);
        var openCatalog = withCatalog ? PrepareCatalog(policy, mistakes) : null;
        errors.AddRange(mistakes.Select(document.Place.Say));
        return mistakes.Count == 0 ? new PreparedPolicy(policy, key, openStore, openCatalog) : null;
    }

    private (string Key, Func<IStore> Open) PrepareVolume(VolumeTarget volume, RetentionPolicySpec spec, List<FieldError> mistakes)
    {
        const string Field = "spec.target.volume.claimName";
        if (!volumes.TryGetValue(volume.ClaimName, out var directory))
        {
            mistakes.Add(new FieldError(Field, $"no directory for claim \"{volume.ClaimName}\": add --volume {volume.ClaimName}=DIR"));
            return (string.Empty, Missing);
        }

        var root = Root("--volume", volume.ClaimName, directory, Field, mistakes);
        return (Path.Combine(root, volume.Path.TrimEnd('/')), () => Stores.OpenVolume(root, volume, spec.Limits, spec.RemoveEmptyDirectories, time));
    }

    private (string Key, Func<IStore> Open) PrepareBucket(BucketTarget bucket, RetentionPolicy policy, List<FieldError> mistakes)
    {
        if (buckets.TryGetValue(bucket.Name, out var directory))
            return PrepareDirectoryBucket(bucket, directory, policy.Spec, mistakes);

        const string Field = "spec.target.bucket";
        var space = policy.Namespace;
        string? Value(string name, string key, string field) => Lookup(space, name, key, $"{Field}.{field}", mistakes);

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
            var store = Stores.OpenBucket(bucket, credentials, caBundle, policy.Spec.Limits, time);
            return ($"{bucket.Endpoint}/{bucket.Name}/{bucket.Prefix}", () => store);
        }
        catch (StoreException problem)
        {
            mistakes.Add(new FieldError(problem.Field, problem.Message));
            return (string.Empty, Missing);
        }
    }

    /// <summary>A directory can stand in for a bucket where the prefix is one of its folders, and no rule asks for what only objects have.</summary>
    private (string Key, Func<IStore> Open) PrepareDirectoryBucket(
        BucketTarget bucket, string directory, RetentionPolicySpec spec, List<FieldError> mistakes)
    {
        const string Field = "spec.target.bucket";
        var root = Root("--bucket", bucket.Name, directory, $"{Field}.name", mistakes);
        var path = bucket.Prefix.TrimEnd('/');
        var segments = path.Split('/');
        if (path.Length > 0 && (bucket.Prefix != path + "/" || segments.Any(segment => segment is "" or "." or "..")))
        {
            mistakes.Add(new FieldError(
                $"{Field}.prefix", $"\"{bucket.Prefix}\" is no folder, and --bucket {bucket.Name} is a directory: write a prefix such as processed/"));
        }

        var tagged = spec.Rules.Select(rule => rule.Match).Concat(spec.Protect).Any(match => match is { Tags.Count: > 0 });
        if (tagged)
            mistakes.Add(new FieldError($"{Field}.name", $"a match uses tags, and --bucket {bucket.Name} is a directory, whose files have none"));
        return (Path.Combine(root, path), () => Stores.OpenDirectory(root, path, $"bucket {bucket.Name}/{bucket.Prefix}".TrimEnd('/'), spec.Limits, spec.RemoveEmptyDirectories, time));
    }

    private Func<ICatalogSource>? PrepareCatalog(RetentionPolicy policy, List<FieldError> mistakes)
    {
        const string Field = "spec.catalog.postgres.connectionSecretRef";
        if (policy.Spec.Catalog?.KubernetesJobs is not null)
            mistakes.Add(new FieldError("spec.catalog.kubernetesJobs", "needs a cluster; here, write postgres, or remove the catalog"));
        if (policy.Spec.Catalog?.Postgres is not { } postgres)
            return null;
        var reference = postgres.ConnectionSecretRef!;
        if (Lookup(policy.Namespace, reference.Name, reference.Key, Field, mistakes) is not { } connection)
            return null;
        try
        {
            var catalog = Stores.OpenCatalog(postgres, connection, time);
            return () => catalog;
        }
        catch (CatalogException problem)
        {
            mistakes.Add(new FieldError(problem.Field, problem.Message));
            return null;
        }
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

    private static IStore Missing() => throw new InvalidOperationException("a policy with errors cannot be opened");
}
