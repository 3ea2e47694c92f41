using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Inventory;
using Janitor.Storage.Postgres;
using Janitor.Storage.Volumes;

namespace Janitor.Cli.Inputs;

internal static class Stores
{
    public static IStore OpenDirectory(string root, string path, string description, RetentionPolicySpec spec, TimeProvider time)
    {
        var options = new VolumeStoreOptions
        {
            Root = root,
            Path = path,
            Description = description,
            Concurrency = spec.Limits.Concurrency,
            RemoveEmptyDirectories = spec.RemoveEmptyDirectories,
        };
        return new VolumeStore(options, time);
    }

    public static object Credentials(string accessKeyId, string secretAccessKey, string? sessionToken) => (accessKeyId, secretAccessKey, sessionToken);

    public static IStore OpenBucket(BucketTarget target, object? credentials, string? caBundle, Limits limits, TimeProvider time) =>
        throw new InvalidOperationException($"{target}{credentials}{caBundle}{limits}{time}");

    public static ICatalogSource OpenCatalog(PostgresCatalog postgres, string connection, TimeProvider time) =>
        new PostgresCatalogSource(postgres, connection, time);
}
