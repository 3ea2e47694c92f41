using Janitor.Api.Quotas;

namespace Janitor.Gateway.Quotas;

/// <summary>Where quotas, and the Secrets they speak of, come from: documents, or a cluster.</summary>
internal interface IQuotaSource
{
    /// <summary>Null when all is there; what is missing otherwise.</summary>
    string? Problem { get; }

    /// <summary>Changes whenever a Secret with keys does.</summary>
    long Version { get; }

    /// <summary>A quota, the same instance until its spec changes; null when there is none.</summary>
    StorageQuota? Find(string @namespace, string name);

    /// <summary>All quotas.</summary>
    IReadOnlyCollection<StorageQuota> All();

    /// <summary>The Secrets of a namespace that hold API keys.</summary>
    IEnumerable<KeySecret> KeySecrets(string @namespace);

    /// <summary>A Secret's values; null when there is no such Secret.</summary>
    /// <exception cref="Kubernetes.Client.ApiException">The cluster does not answer, or refuses.</exception>
    Task<IReadOnlyDictionary<string, byte[]>?> ReadSecretAsync(string @namespace, string name, CancellationToken cancellationToken);
}
