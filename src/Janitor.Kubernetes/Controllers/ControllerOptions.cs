using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Kubernetes.Controllers;

/// <summary>What a controller looks at, and how many objects at once.</summary>
/// <typeparam name="TEntity">The controller's kind.</typeparam>
public sealed class ControllerOptions<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>The controller's name in metrics and logs; by default its kind in lower case.</summary>
    public string Name { get; set; } = EntityType.Of<TEntity>().Kind.ToLowerInvariant();

    /// <summary>How many objects it looks at, at once; 1 to 1000, 1 by default. Never the same object twice.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>Annotations whose change it looks at. It always looks at a change of the generation, that is of the spec, and at a deletion.</summary>
    public ISet<string> Annotations { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether it looks at any change, of status, labels and other metadata too; false by default. Always so for kinds without generation.</summary>
    public bool EveryChange { get; set; }

    internal List<Action<KubernetesOperatorBuilder>> Caches { get; } = [];

    internal List<Func<IServiceProvider, Action<ObjectKey>, IDisposable>> Triggers { get; } = [];

    /// <summary>Looks at an object when one changes that it controls, by the child's owner reference with <c>controller: true</c>.</summary>
    /// <typeparam name="TChild">The child's kind; it gets a cache.</typeparam>
    public ControllerOptions<TEntity> Owns<TChild>()
        where TChild : class, IKubernetesObject => Watches<TChild>(static (child, _) => ControllerReference.OwnersOf<TEntity>(child));

    /// <summary>Looks at objects when one of another kind changes.</summary>
    /// <typeparam name="TOther">The other kind; it gets a cache.</typeparam>
    /// <param name="map">The objects to look at, from the other object and the controller's own cache; asked of the other's state before and after the change.</param>
    public ControllerOptions<TEntity> Watches<TOther>(Func<TOther, ObjectCache<TEntity>, IEnumerable<ObjectKey>> map)
        where TOther : class, IKubernetesObject
    {
        Caches.Add(static builder => builder.AddCache<TOther>());
        Triggers.Add((services, enqueue) =>
        {
            var entities = services.GetRequiredService<ObjectCache<TEntity>>();
            return services.GetRequiredService<ObjectCache<TOther>>().Follow(replay: false, change =>
            {
                if (change.IsResync)
                    return;
                IEnumerable<ObjectKey> keys = [
                    .. change.Old is { } old ? map(old, entities) : [],
                    .. change.New is { } @new ? map(@new, entities) : [],
                ];
                foreach (var key in keys)
                    enqueue(key);
            });
        });
        return this;
    }
}
