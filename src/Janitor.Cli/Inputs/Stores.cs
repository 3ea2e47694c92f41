using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Inventory;

namespace Janitor.Cli.Inputs;

internal static class Stores
{
    public static IStore OpenDirectory(string root, string path, string description, RetentionPolicySpec spec, TimeProvider time) =>
        throw new InvalidOperationException($"{root}{path}{description}{spec}{time}");

    public static object Credentials(string accessKeyId, string secretAccessKey, string? sessionToken) => (accessKeyId, secretAccessKey, sessionToken);

    public static IStore OpenBucket(BucketTarget target, object? credentials, string? caBundle, Limits limits, TimeProvider time) =>
        throw new InvalidOperationException($"{target}{credentials}{caBundle}{limits}{time}");

    public static ICatalogSource OpenCatalog(PostgresCatalog postgres, string connection, TimeProvider time) =>
        throw new InvalidOperationException($"{postgres}{connection}{time}");
}
