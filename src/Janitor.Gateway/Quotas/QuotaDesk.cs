using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Gateway.Quotas;

/// <summary>Opens quotas when they are first asked for, and again when they have changed.</summary>
/// <param name="source">The quotas.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class QuotaDesk(IQuotaSource source, ILedger ledger, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, ServedQuota> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1);

    /// <summary>Opens a quota.</summary>
    /// <exception cref="StoreException">Its bucket cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public ValueTask<ServedQuota> OpenAsync(StorageQuota quota, CancellationToken cancellationToken) =>
        _open.TryGetValue(quota.ToString(), out var served) && ReferenceEquals(served.Quota, quota) ? new(served) : new(OpenAnewAsync(quota, cancellationToken));

    /// <summary>All quotas that have a bucket.</summary>
    public IEnumerable<StorageQuota> All() => source.All().Where(quota => quota.Spec.Target?.Bucket is not null);

    /// <summary>Forgets a quota whose bucket does not know its credentials any more: they may have been rotated.</summary>
    public void Forget(ServedQuota quota) => _open.TryRemove(new KeyValuePair<string, ServedQuota>(quota.Quota.ToString(), quota));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var quota in _open.Values)
            quota.Dispose();
        _opening.Dispose();
    }

    private async Task<ServedQuota> OpenAnewAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        var target = quota.Spec.Target?.Bucket ?? throw new StoreException("spec.target.bucket", $"quota {quota} has no bucket: the gateway serves buckets only");
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_open.TryGetValue(quota.ToString(), out var served) && ReferenceEquals(served.Quota, quota))
                return served;
            var collection = await ledger.OpenCollectionAsync(quota.ToString(), StoreName.Of(quota.Namespace, quota.Spec.Target).ToString(), cancellationToken);
            var options = new S3StoreOptions { Target = target, Credentials = await CredentialsAsync(quota, target, cancellationToken), CaBundlePem = await CaBundleAsync(quota, target, cancellationToken) };
            // One that was there before may still be in use: it goes when nobody has it any more.
            return _open[quota.ToString()] = new ServedQuota(quota, collection, new GatewayBucket(options, time, Chance));
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<S3Credentials?> CredentialsAsync(StorageQuota quota, BucketTarget target, CancellationToken cancellationToken)
    {
        const string Field = "spec.target.bucket.credentialsSecretRef";
        if (target.CredentialsSecretRef is not { Name: var name })
            return null;
        var values = await SecretAsync(quota, name, Field, cancellationToken);
        return new S3Credentials(Value(values, name, "accessKeyId", Field), Value(values, name, "secretAccessKey", Field), values.ContainsKey("sessionToken") ? Value(values, name, "sessionToken", Field) : null);
    }

    private async Task<string?> CaBundleAsync(StorageQuota quota, BucketTarget target, CancellationToken cancellationToken)
    {
        const string Field = "spec.target.bucket.caBundleSecretRef";
        return target.CaBundleSecretRef is { } reference ? Value(await SecretAsync(quota, reference.Name, Field, cancellationToken), reference.Name, reference.Key, Field) : null;
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> SecretAsync(StorageQuota quota, string name, string field, CancellationToken cancellationToken) =>
        await source.ReadSecretAsync(quota.Namespace, name, cancellationToken) ?? throw new StoreException(field, $"there is no Secret {name} in namespace {quota.Namespace}; create it");

    private static string Value(IReadOnlyDictionary<string, byte[]> values, string name, string key, string field) =>
        values.TryGetValue(key, out var value) && Encoding.UTF8.GetString(value).TrimEnd('\r', '\n') is { Length: > 0 } text
            ? text
            : throw new StoreException(field, $"Secret {name} has no key {key}, or an empty one");

    private static double Chance() => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);
}
