using System.Collections.Concurrent;
using Janitor.Api.Quotas;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Rbac;

namespace Janitor.Gateway.Quotas;

/// <summary>
/// The quotas of a cluster, and the Secrets with keys, as watches tell them. Of keys only hashes are held; a bucket's credentials are read when it is opened, and not held by this.
/// </summary>
[EntityRbac(typeof(StorageQuota), typeof(Secret), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
internal sealed class ClusterQuotas : IQuotaSource, IDisposable
{
    private const string NamespaceIndex = "namespace";

    private readonly ConcurrentDictionary<ObjectKey, StorageQuota> _quotas = new();
    private readonly ObjectCache<Secret> _keys;
    private readonly IKubernetesClient _client;
    private readonly OperatorState _state;
    private readonly IDisposable[] _following;
    private long _version;

    /// <param name="quotas">All quotas.</param>
    /// <param name="keys">The Secrets with keys, as <see cref="Choose(CacheOptions{Secret})"/> has it.</param>
    /// <param name="client">Reads other Secrets.</param>
    /// <param name="state">Whether all was listed.</param>
    public ClusterQuotas(ObjectCache<StorageQuota> quotas, ObjectCache<Secret> keys, IKubernetesClient client, OperatorState state)
    {
        (_keys, _client, _state) = (keys, client, state);
        _following = [quotas.Follow(replay: true, Take), keys.Follow(replay: true, _ => Interlocked.Increment(ref _version))];
    }

    /// <inheritdoc/>
    public string? Problem => _state.IsReady ? null : _state.Failure ?? "the cluster's quotas are not all read yet";

    /// <inheritdoc/>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Has a cache hold the Secrets with keys alone, and of them no key: neither the values, nor what kubectl has written of them into an annotation.</summary>
    public static void Choose(CacheOptions<Secret> cache)
    {
        (cache.LabelSelector, cache.Transform) = (KeySecret.Label, Hashed);
        cache.Indices[NamespaceIndex] = secret => [secret.Metadata.Namespace ?? string.Empty];
    }

    /// <summary>Has a cache hold what was declared alone.</summary>
    public static void Choose(CacheOptions<StorageQuota> cache) => cache.Transform = quota => quota with { Status = null };

    /// <inheritdoc/>
    public StorageQuota? Find(string @namespace, string name) => _quotas.GetValueOrDefault(new ObjectKey(@namespace, name));

    /// <inheritdoc/>
    public IReadOnlyCollection<StorageQuota> All() => [.. _quotas.Values];

    /// <inheritdoc/>
    public IEnumerable<KeySecret> KeySecrets(string @namespace) =>
        _keys.Find(NamespaceIndex, @namespace).Select(secret => KeySecret.Of(secret, secret.Data!)).OfType<KeySecret>();

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, byte[]>?> ReadSecretAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        await _client.GetAsync<Secret>(name, @namespace, cancellationToken) is { } secret ? secret.Data ?? new Dictionary<string, byte[]>() : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _following)
            one.Dispose();
    }

    private static Secret Hashed(Secret secret) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = secret.Metadata.Name,
            Namespace = secret.Metadata.Namespace,
            Uid = secret.Metadata.Uid,
            ResourceVersion = secret.Metadata.ResourceVersion,
            Labels = secret.Metadata.Labels,
            Annotations = secret.Metadata.Annotations?.Where(pair => pair.Key == KeySecret.TenantAnnotation).ToDictionary(),
        },
        Data = KeySecret.Hash(secret),
    };

    /// <summary>Takes a quota in when its spec has changed: with each measurement its status does, and nothing has to be opened anew for that.</summary>
    private void Take(ObjectChange<StorageQuota> change)
    {
        var key = ObjectKey.Of(change.Entity);
        if (change.New is not { Metadata: var now } quota)
            _quotas.TryRemove(key, out _);
        else if (Find(key.Namespace ?? string.Empty, key.Name) is not { Metadata: var known } || (known.Uid, known.Generation) != (now.Uid, now.Generation))
            _quotas[key] = quota;
    }
}
