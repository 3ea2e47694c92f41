using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Catalog;
using Janitor.Gateway.Problems;
using Janitor.Kubernetes.Client;
using Janitor.Storage.Buckets.S3;
using Janitor.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Quotas;

/// <summary>Opens quotas when they are first asked for, and again when they have changed, or their bucket refuses the credentials: those may have been rotated.</summary>
/// <param name="source">The quotas.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what cannot be opened.</param>
internal sealed class QuotaDesk(IQuotaSource source, ILedger ledger, TimeProvider time, ILogger<QuotaDesk> logger) : IDisposable
{
    /// <summary>Credentials that are wrong, and stay so, are not read at every request.</summary>
    private static readonly TimeSpan RefusalsIgnored = TimeSpan.FromSeconds(5);

    /// <summary>The longest that the application's database may take for a request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ServedQuota> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1);

    /// <summary>Opens a quota.</summary>
    /// <exception cref="ProblemException">The gateway does not serve such quotas.</exception>
    /// <exception cref="StoreException">Its bucket cannot be used, or a Secret is missing.</exception>
    /// <exception cref="CatalogException">What a Secret says of the application's database cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public ValueTask<ServedQuota> OpenAsync(StorageQuota quota, CancellationToken cancellationToken) =>
        FindOpen(quota) is { } served ? new(served) : new(OpenAnewAsync(quota, cancellationToken));

    /// <summary>Opens all quotas that are served, but those that cannot be opened now.</summary>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public async IAsyncEnumerable<ServedQuota> OpenAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var quota in source.All().Where(quota => Complaint(quota) is null))
        {
            if (await TryOpenAsync(quota, cancellationToken) is { } served)
                yield return served;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var quota in _open.Values)
            quota.Dispose();
        _opening.Dispose();
    }

    private async ValueTask<ServedQuota?> TryOpenAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(quota, cancellationToken);
        }
        catch (Exception problem) when (problem is StoreException or ApiException or CatalogException)
        {
            logger.NotOpened(quota.ToString(), problem.Message);
            return null;
        }
    }

    private static string? Complaint(StorageQuota quota) => quota.Spec switch
    {
        { Target.Bucket: null } => "the gateway serves quotas of buckets only",
        _ => QuotaValidator.Validate(quota) is [var first, ..] ? $"the quota has a mistake: {first.Field}: {first.Message}" : null,
    };

    private ServedQuota? FindOpen(StorageQuota quota) =>
        _open.TryGetValue(quota.ToString(), out var served) && ReferenceEquals(served.Quota, quota) && !(served.Bucket.WasRefused && time.GetElapsedTime(served.OpenedAt) > RefusalsIgnored)
            ? served
            : null;

    private async Task<ServedQuota> OpenAnewAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        if (Complaint(quota) is { } complaint)
            throw new ProblemException(ProblemKind.NotServed, complaint);
        var target = quota.Spec.Target!.Bucket!;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (FindOpen(quota) is { } served)
                return served;
            var collection = await ledger.OpenCollectionAsync(quota.ToString(), StoreName.Of(quota.Namespace, quota.Spec.Target).ToString(), cancellationToken);
            var options = new S3StoreOptions { Target = target, Credentials = await CredentialsAsync(quota, target, cancellationToken), CaBundlePem = await CaBundleAsync(quota, target, cancellationToken) };
            // One that was there before may still be in use: it goes when nobody has it any more.
            return _open[quota.ToString()] = new ServedQuota(quota, collection, new GatewayBucket(options, time, Chance), time.GetTimestamp())
            {
                Jobs = await JobsAsync(quota, cancellationToken),
                Folders = await FoldersAsync(quota, cancellationToken),
            };
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

    private async Task<PostgresJobStates?> JobsAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        const string Field = "spec.jobs.postgres.connectionSecretRef";
        if (quota.Spec.Jobs?.Postgres is not { ConnectionSecretRef: { } reference } postgres)
            return null;
        return new PostgresJobStates(postgres, Value(await SecretAsync(quota, reference.Name, Field, cancellationToken), reference.Name, reference.Key, Field), time);
    }

    private async Task<PostgresTenantQuery?> FoldersAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        const string Field = "spec.tenants.postgres.connectionSecretRef";
        if (quota.Spec.Tenants.Postgres is not { ConnectionSecretRef: { } reference } postgres)
            return null;
        var patience = postgres.StatementTimeout.Value < Patience ? postgres.StatementTimeout : new Duration(Patience);
        return new PostgresTenantQuery(postgres with { StatementTimeout = patience }, Value(await SecretAsync(quota, reference.Name, Field, cancellationToken), reference.Name, reference.Key, Field), time);
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> SecretAsync(StorageQuota quota, string name, string field, CancellationToken cancellationToken) =>
        await source.ReadSecretAsync(quota.Namespace, name, cancellationToken) ?? throw new StoreException(field, $"there is no Secret {name} in namespace {quota.Namespace}; create it");

    private static string Value(IReadOnlyDictionary<string, byte[]> values, string name, string key, string field) =>
        values.TryGetValue(key, out var value) && Encoding.UTF8.GetString(value).TrimEnd('\r', '\n') is { Length: > 0 } text
            ? text
            : throw new StoreException(field, $"Secret {name} has no key {key}, or an empty one");

    private static double Chance() => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);
}
