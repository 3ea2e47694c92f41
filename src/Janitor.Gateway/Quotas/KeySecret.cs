using System.Security.Cryptography;
using Janitor.Kubernetes.Core;

namespace Janitor.Gateway.Quotas;

/// <summary>A Secret with API keys, of which only hashes are kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Tenant">Whose keys they are; <see cref="AllTenants"/> for all.</param>
/// <param name="Hashes">The SHA-256 of each key, by the entry's name.</param>
internal sealed record KeySecret(string Name, IReadOnlyDictionary<string, string>? Labels, string Tenant, IReadOnlyDictionary<string, byte[]> Hashes)
{
    /// <summary>Says whose keys a Secret holds.</summary>
    public const string TenantAnnotation = "janitor.dev/tenant";

    /// <summary>Every Secret with keys has this label, whatever its value: others are not looked at.</summary>
    public const string Label = "janitor.dev/api-key";

    /// <summary>The tenant of keys that may do everything for everyone.</summary>
    public const string AllTenants = "*";

    /// <summary>Shorter keys could be guessed, and are passed over.</summary>
    public const int ShortestKey = 16;

    /// <summary>A Secret whose values were hashed; null when it holds no keys, or does not say whose.</summary>
    public static KeySecret? Of(Secret secret, IReadOnlyDictionary<string, byte[]> hashes) =>
        secret.Metadata.Labels?.ContainsKey(Label) == true && secret.Metadata.Annotations?.TryGetValue(TenantAnnotation, out var tenant) == true
            ? new KeySecret(secret.Metadata.Name, secret.Metadata.Labels, tenant, hashes)
            : null;

    /// <summary>Hashes keys. Line ends at their end, which an editor left there, do not count.</summary>
    public static IReadOnlyDictionary<string, byte[]> Hash(Secret secret)
    {
        var hashes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in secret.Data ?? new Dictionary<string, byte[]>())
        {
            var key = value.AsSpan().TrimEnd("\r\n"u8);
            if (key.Length >= ShortestKey)
                hashes[name] = SHA256.HashData(key);
        }

        return hashes;
    }
}
