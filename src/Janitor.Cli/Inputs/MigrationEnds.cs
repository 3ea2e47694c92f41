using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Cli.Documents;
using Janitor.Engine.Inventory;
using Janitor.Storage;
using Janitor.Storage.Buckets.S3;
using Janitor.Storage.Volumes;

namespace Janitor.Cli.Inputs;

/// <summary>
/// Reads what <c>--from</c> and <c>--to</c> name: <c>dir:PATH</c> or <c>s3://BUCKET/PREFIX</c>. A bucket's server and Secret come from the policy among the
/// documents that has this bucket as its target, or from the text itself: <c>s3://videos/new/?endpoint=https://s3.example.com&amp;secret=s3</c>.
/// </summary>
internal sealed class MigrationEnds(IReadOnlyList<PolicyDocument> policies, SecretSource secrets, TimeProvider time)
{
    private const string DirectoryScheme = "dir:";
    private const string BucketScheme = "s3://";

    private static readonly string[] Settings = ["endpoint", "region", "pathStyle", "secret"];

    /// <summary>Reads one; null, with errors, when something is wrong with it. Touches nothing.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">Its value.</param>
    /// <param name="writing">Whether a directory may be missing, since it is made.</param>
    /// <param name="errors">Receives what is wrong, in words.</param>
    public MigrationEnd? Read(string option, string text, bool writing, List<string> errors)
    {
        var (end, mistake) = text switch
        {
            _ when text.StartsWith(DirectoryScheme, StringComparison.Ordinal) => ReadDirectory(text[DirectoryScheme.Length..], writing),
            _ when text.StartsWith(BucketScheme, StringComparison.Ordinal) => ReadBucket(text[BucketScheme.Length..]),
            _ => (null, "write dir:PATH for a directory or s3://BUCKET/PREFIX for a bucket"),
        };
        if (end is null)
            errors.Add($"{option} {text}: {mistake}");
        return end;
    }

    private (MigrationEnd? End, string? Mistake) ReadDirectory(string text, bool writing)
    {
        if (text.Length == 0)
            return (null, "write the directory after dir:");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
        if (File.Exists(path) || !(Directory.Exists(path) || (writing && Directory.Exists(Path.GetDirectoryName(path)))))
            return (null, "there is no such directory; create it, or name another");
        // A directory that is to be made is a path in the one above it, whose links are followed.
        var options = Directory.Exists(path)
            ? new VolumeStoreOptions { Root = path, Description = $"directory {path}" }
            : new VolumeStoreOptions { Root = Path.GetDirectoryName(path)!, Path = Path.GetFileName(path), Description = $"directory {path}" };
        return (new MigrationEnd($"{DirectoryScheme}{path}", path + "/", () => new VolumeStore(options, time)), null);
    }

    private (MigrationEnd? End, string? Mistake) ReadBucket(string text)
    {
        var (place, query) = text.Split('?', 2) is [var before, var after] ? (before, after) : (text, string.Empty);
        var (name, prefix) = place.Split('/', 2) is [var first, var rest] ? (first, rest) : (place, string.Empty);
        var settings = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToList();
        if (settings.Find(pair => pair.Length < 2 || !Settings.Contains(pair[0], StringComparer.Ordinal)) is { } unknown)
            return (null, $"\"{string.Join('=', unknown)}\" is no setting of a bucket; there are {string.Join(", ", Settings.Select(setting => setting + "=…"))}");
        string? Value(string setting) => settings.Find(pair => pair[0] == setting) is { } pair ? Uri.UnescapeDataString(pair[1]) : null;

        var document = policies.FirstOrDefault(policy => policy.Policy.Spec.Target?.Bucket?.Name == name)?.Policy;
        var bucket = (document?.Spec.Target?.Bucket ?? new BucketTarget { Name = name, PathStyle = Value("endpoint") is not null }) with { Prefix = prefix };
        bucket.Endpoint = Value("endpoint") ?? bucket.Endpoint;
        bucket.Region = Value("region") ?? bucket.Region;
        bucket.PathStyle = Value("pathStyle") is { } style ? style == "true" : bucket.PathStyle;
        if (Value("secret") is { } secret)
            bucket.CredentialsSecretRef = new SecretReference { Name = secret };
        return Open(bucket, document?.Namespace ?? "default");
    }

    private (MigrationEnd? End, string? Mistake) Open(BucketTarget bucket, string space)
    {
        string? complaint = null;
        string? Secret(string name, string key)
        {
            if (secrets.TryGet(space, name, key, out var value, out var why))
                return value;
            complaint ??= why;
            return null;
        }

        S3Credentials? credentials = null;
        if (bucket.CredentialsSecretRef is { Name: var name } && (Secret(name, "accessKeyId"), Secret(name, "secretAccessKey")) is ({ } id, { } key))
            credentials = new S3Credentials(id, key, secrets.TryGet(space, name, "sessionToken", out var token, out _) ? token : null);
        var caBundle = bucket.CaBundleSecretRef is { } reference ? Secret(reference.Name, reference.Key) : null;
        if (complaint is not null)
            return (null, complaint);
        try
        {
            var store = Stores.OpenBucket(bucket, credentials, caBundle, new Limits(), time);
            var server = bucket.Endpoint ?? $"https://s3.{bucket.Region}.amazonaws.com";
            return (new MigrationEnd($"{BucketScheme}{bucket.Name}/{bucket.Prefix} at {server}", $"{server}\0{bucket.Name}\0{bucket.Prefix}", () => store), null);
        }
        catch (StoreException problem)
        {
            return (null, $"{problem.Field}: {problem.Message}");
        }
    }
}
