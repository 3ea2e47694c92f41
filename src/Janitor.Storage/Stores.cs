using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.Storage.Postgres;
using Janitor.Storage.Volumes;

namespace Janitor.Storage;

/// <summary>Which adapter serves which kind of target and catalog.</summary>
public static class Stores
{
    /// <summary>A claim that is mounted at a directory of this machine.</summary>
    public static VolumeStore OpenVolume(string root, VolumeTarget target, Limits limits, bool removeEmptyDirectories, TimeProvider time) =>
        OpenDirectory(root, target.Path.TrimEnd('/'), target.ToString(), limits, removeEmptyDirectories, time);

    /// <summary>A directory of this machine, in place of a bucket.</summary>
    public static VolumeStore OpenDirectory(string root, string path, string description, Limits limits, bool removeEmptyDirectories, TimeProvider time)
    {
        var options = new VolumeStoreOptions
        {
            Root = root,
            Path = path,
            Description = description,
            Concurrency = limits.Concurrency,
            RemoveEmptyDirectories = removeEmptyDirectories,
        };
        return new VolumeStore(options, time);
    }

    /// <summary>A bucket on its server.</summary>
    /// <exception cref="StoreException">Its CA bundle or its credentials cannot be used.</exception>
    public static S3Store OpenBucket(BucketTarget target, S3Credentials? credentials, string? caBundle, Limits limits, TimeProvider time)
    {
        var options = new S3StoreOptions { Target = target, Credentials = credentials, CaBundlePem = caBundle, BatchSize = limits.BatchSize };
        return new S3Store(limits.Concurrency is { } concurrency ? options with { Concurrency = concurrency, BulkDeletes = concurrency } : options, time);
    }

    /// <summary>The policy of a bucket on its server.</summary>
    /// <exception cref="StoreException">Its CA bundle or its credentials cannot be used.</exception>
    public static S3WriteDenial OpenWriteDenial(BucketTarget target, S3Credentials? credentials, string? caBundle, TimeProvider time) =>
        new(new S3StoreOptions { Target = target, Credentials = credentials, CaBundlePem = caBundle }, time);

    /// <summary>The application's database.</summary>
    /// <exception cref="CatalogException">The connection text cannot be read.</exception>
    public static ICatalogSource OpenCatalog(PostgresCatalog postgres, string connection, TimeProvider time) =>
        new PostgresCatalogSource(postgres, connection, time);
}
