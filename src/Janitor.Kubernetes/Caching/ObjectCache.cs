using System.Collections.Immutable;
using Janitor.Kubernetes.Entities;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Caching;

/// <summary>
/// The objects of one kind as the API server last told them: reading costs no request. The objects are shared and must not be changed. What is read may be
/// a moment behind the server, also behind one's own writes.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ObjectCache<T>
    where T : class, IKubernetesObject
{
    /// <summary>Lets one change happen at a time, with what follows from it, so that all who follow see changes in their order.</summary>
    private readonly Lock _changing = new();

    /// <summary>Guards the objects and indices, briefly, so that readers do not wait for those who follow.</summary>
    private readonly Lock _reading = new();
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly Dictionary<string, ValueIndex<T>> _indices;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<Action<ObjectChange<T>>> _followers = [];

    /// <summary>An empty cache.</summary>
    /// <param name="indices">What to look objects up by; nothing but their keys when null.</param>
    /// <param name="logger">Where failures of followers are told.</param>
    public ObjectCache(IEnumerable<KeyValuePair<string, Func<T, IEnumerable<string>>>>? indices, ILogger<ObjectCache<T>> logger)
    {
        _indices = (indices ?? []).ToDictionary(i => i.Key, i => new ValueIndex<T>(i.Value), StringComparer.Ordinal);
        _logger = logger;
    }

    /// <summary>Whether all objects have been listed once.</summary>
    public bool IsFull => _full.Task.IsCompleted;

    /// <summary>How many objects there are.</summary>
    public int Count
    {
        get
        {
            lock (_reading)
                return _objects.Count;
        }
    }

    /// <summary>Completes when all objects have been listed once.</summary>
    public Task WhenFullAsync(CancellationToken cancellationToken) => _full.Task.WaitAsync(cancellationToken);

    /// <summary>One object; null when there is none.</summary>
    public T? Get(ObjectKey key)
    {
        lock (_reading)
            return _objects.GetValueOrDefault(key);
    }

    /// <summary>All objects as they are now, in no order.</summary>
    public IReadOnlyList<T> All()
    {
        lock (_reading)
            return [.. _objects.Values];
    }

    /// <summary>The objects that an index has under a value, in no order.</summary>
    /// <exception cref="ArgumentException">The cache has no index of this name (<see cref="CacheOptions{T}.Indices"/>).</exception>
    public IReadOnlyList<T> Find(string index, string value)
    {
        if (!_indices.TryGetValue(index, out var keys))
            throw new ArgumentException($"the cache of {EntityType.Of<T>().Resource} has no index \"{index}\"", nameof(index));
        lock (_reading)
            return [.. keys[value].Select(key => _objects[key])];
    }

    /// <summary>
    /// Calls <paramref name="follow"/> for each change, one at a time and in order. It must return at once; what it throws is logged.
    /// </summary>
    /// <param name="replay">Whether it is called for the objects that are there already, as if they were new.</param>
    /// <param name="follow">Is told of the changes.</param>
    /// <returns>Ends it when disposed.</returns>
    public IDisposable Follow(bool replay, Action<ObjectChange<T>> follow)
    {
        lock (_changing)
        {
            _followers = _followers.Add(follow);
            if (replay)
            {
                foreach (var entity in All())
                    Tell(follow, new ObjectChange<T>(null, entity));
            }
        }
        return new Subscription(this, follow);
    }

    /// <summary>Takes in an object that is new or changed.</summary>
    internal void Set(T entity)
    {
        lock (_changing)
            Apply(ObjectKey.Of(entity), entity);
    }

    /// <summary>Takes an object out.</summary>
    /// <param name="last">The object's last state.</param>
    internal void Remove(T last)
    {
        var key = ObjectKey.Of(last);
        lock (_changing)
        {
            if (Store(key, null) is not null)
                Tell(new ObjectChange<T>(last, null));
        }
    }

    /// <summary>Takes in all objects of a namespace, or of all when null; those that are no longer there are taken out.</summary>
    internal void Replace(string? @namespace, IEnumerable<T> entities)
    {
        var now = new Dictionary<ObjectKey, T>();
        foreach (var entity in entities)
            now[ObjectKey.Of(entity)] = entity;
        lock (_changing)
        {
            foreach (var old in All())
            {
                var key = ObjectKey.Of(old);
                if ((@namespace is null || key.Namespace == @namespace) && !now.ContainsKey(key))
                    Apply(key, null);
            }
            foreach (var (key, entity) in now)
                Apply(key, entity);
        }
    }

    /// <summary>Tells all who follow of all objects.</summary>
    internal void Resync()
    {
        lock (_changing)
        {
            foreach (var entity in All())
                Tell(new ObjectChange<T>(entity, entity));
        }
    }

    internal void MarkFull() => _full.TrySetResult();

    private void Apply(ObjectKey key, T? entity)
    {
        var old = Get(key);
        if (old is not null && entity is not null)
        {
            // The version is opaque: equal or not is all that it says. What is held already stays, so that its copy can go.
            if (old.Metadata.ResourceVersion == entity.Metadata.ResourceVersion)
                return;
            if (old.Metadata.Uid != entity.Metadata.Uid)
                Apply(key, null);
        }
        old = Store(key, entity);
        if (old is not null || entity is not null)
            Tell(new ObjectChange<T>(old, entity));
    }

    private T? Store(ObjectKey key, T? entity)
    {
        lock (_reading)
        {
            var old = _objects.GetValueOrDefault(key);
            if (entity is null)
                _objects.Remove(key);
            else
                _objects[key] = entity;
            foreach (var index in _indices.Values)
                index.Replace(key, old, entity);
            return old;
        }
    }

    private void Tell(ObjectChange<T> change)
    {
        foreach (var follow in _followers)
            Tell(follow, change);
    }

    private void Tell(Action<ObjectChange<T>> follow, ObjectChange<T> change)
    {
#pragma warning disable CA1031 // A follower's mistake must not end the watch, on which all others rely.
        try
        {
            follow(change);
        }
        catch (Exception e)
        {
            _logger.FollowerFailed(EntityType.Of<T>().Resource, ObjectKey.Of(change.Entity), e);
        }
#pragma warning restore CA1031
    }

    private sealed class Subscription(ObjectCache<T> cache, Action<ObjectChange<T>> follow) : IDisposable
    {
        public void Dispose()
        {
            lock (cache._changing)
                cache._followers = cache._followers.Remove(follow);
        }
    }
}
