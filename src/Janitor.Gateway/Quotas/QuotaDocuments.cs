using Janitor.Api.Quotas;
using Janitor.Kubernetes.Core;

namespace Janitor.Gateway.Quotas;

/// <summary>Quotas and Secrets that were read from files, once.</summary>
/// <param name="quotas">The quotas.</param>
/// <param name="secrets">The Secrets.</param>
public sealed class QuotaDocuments(IReadOnlyCollection<StorageQuota> quotas, IReadOnlyCollection<Secret> secrets) : IQuotaSource
{
    private readonly Dictionary<(string, string), StorageQuota> _quotas = quotas.ToDictionary(quota => (quota.Namespace, quota.Metadata.Name));

    private readonly Dictionary<(string, string), IReadOnlyDictionary<string, byte[]>> _secrets =
        secrets.ToDictionary(secret => (NamespaceOf(secret), secret.Metadata.Name), secret => secret.Data ?? new Dictionary<string, byte[]>());

    private readonly ILookup<string, KeySecret> _keys = secrets
        .Select(secret => (Namespace: NamespaceOf(secret), Keys: KeySecret.Of(secret, KeySecret.Hash(secret))))
        .Where(secret => secret.Keys is not null)
        .ToLookup(secret => secret.Namespace, secret => secret.Keys!, StringComparer.Ordinal);

    string? IQuotaSource.Problem => null;

    long IQuotaSource.Version => 0;

    StorageQuota? IQuotaSource.Find(string @namespace, string name) => _quotas.GetValueOrDefault((@namespace, name));

    IReadOnlyCollection<StorageQuota> IQuotaSource.All() => _quotas.Values;

    IEnumerable<KeySecret> IQuotaSource.KeySecrets(string @namespace) => _keys[@namespace];

    Task<IReadOnlyDictionary<string, byte[]>?> IQuotaSource.ReadSecretAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        Task.FromResult(_secrets.GetValueOrDefault((@namespace, name)));

    private static string NamespaceOf(Secret secret) => secret.Metadata.Namespace ?? "default";
}
