using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Caching;

/// <summary>Fills one cache, from one reflector a namespace, and replays it from time to time.</summary>
internal sealed class CacheFeed<T> : ICacheFeed
    where T : class, IKubernetesObject
{
    private readonly ObjectCache<T> _cache;
    private readonly Reflector<T>[] _reflectors;
    private readonly TimeSpan _resyncPeriod;
    private readonly TimeProvider _time;
    private readonly Chance _chance;

    public CacheFeed(
        IKubernetesClient client,
        ObjectCache<T> cache,
        CacheOptions<T> options,
        OperatorOptions operation,
        TimeProvider time,
        Chance chance,
        ILogger<ObjectCache<T>> logger)
    {
        (_cache, _resyncPeriod, _time, _chance) = (cache, options.ResyncPeriod ?? operation.ResyncPeriod, time, chance);
        var namespaces = options.Namespaces ?? operation.Namespaces;
        string?[] scopes = EntityType.Of<T>().IsNamespaced && namespaces.Count > 0 ? [.. namespaces.Distinct(StringComparer.Ordinal)] : [null];
        _reflectors = [.. scopes.Select(scope => new Reflector<T>(client, cache, scope, options, time, chance, logger))];
    }

    public string Resource => EntityType.Of<T>().Resource;

    public bool IsFull => _cache.IsFull;

    public string? Problem => _reflectors.Select(reflector => reflector.Problem).FirstOrDefault(problem => problem is not null);

    public Task WhenFullAsync(CancellationToken cancellationToken) => _cache.WhenFullAsync(cancellationToken);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        [.. _reflectors.Select(reflector => reflector.RunAsync(cancellationToken)), MarkFullAsync(cancellationToken), ResyncAsync(cancellationToken)]);

    private async Task MarkFullAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_reflectors.Select(reflector => reflector.Listed)).WaitAsync(cancellationToken);
        _cache.MarkFull();
    }

    private async Task ResyncAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // By up to a tenth later, so that many caches do not come at once.
            await Task.Delay(_resyncPeriod * (1 + (_chance() / 10)), _time, cancellationToken);
            _cache.Resync();
        }
    }
}
