using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api.Quotas;
using Janitor.Gateway.Quotas;

namespace Janitor.Gateway.Access;

/// <summary>Tells by its key who an application is.</summary>
/// <param name="source">The Secrets with keys.</param>
internal sealed class ApiKeys(IQuotaSource source)
{
    private readonly ConditionalWeakTable<StorageQuota, Ring> _rings = [];

    /// <summary>Whose a key is by a quota's Secrets; null when it is none of them.</summary>
    public Caller? Find(StorageQuota quota, string key)
    {
        var version = source.Version;
        if (!_rings.TryGetValue(quota, out var ring) || ring.Version != version)
        {
            ring = new Ring(version, [.. Callers(quota)]);
            _rings.AddOrUpdate(quota, ring);
        }

        return Compare(ring.Keys, key);
    }

    /// <summary>Whether a key is one of a namespace's, whichever quota it is for.</summary>
    public bool IsKnown(string @namespace, string key) =>
        Compare([.. source.KeySecrets(@namespace).SelectMany(secret => secret.Hashes.Values, (secret, hash) => (hash, new Caller(secret.Name, secret.Tenant, false)))], key) is not null;

    /// <summary>All are compared, each in constant time, so that how long it takes tells nothing.</summary>
    private static Caller? Compare((byte[] Hash, Caller Caller)[] keys, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        Caller? found = null;
        foreach (var (known, caller) in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = caller;
        }

        return found;
    }

    private IEnumerable<(byte[] Hash, Caller Caller)> Callers(StorageQuota quota) =>
        from secret in source.KeySecrets(quota.Namespace)
        where quota.Spec.ApiKeys.SecretSelector.Selects(secret.Labels)
        from hash in secret.Hashes
        select (hash.Value, new Caller($"key {quota.Namespace}/{secret.Name}/{hash.Key}", secret.Tenant == KeySecret.AllTenants ? null : secret.Tenant, MayChange: true));

    private sealed record Ring(long Version, (byte[] Hash, Caller Caller)[] Keys);
}
