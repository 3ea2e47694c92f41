using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Janitor.Kubernetes.Hosting;

/// <summary>Says what an operator consists of.</summary>
/// <param name="services">The services.</param>
public sealed class KubernetesOperatorBuilder(IServiceCollection services)
{
    /// <summary>The services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>
    /// Adds a controller and a cache of its kind. It is made anew for each look at an object, in a scope of its own, unless the services know it otherwise, such as
    /// a singleton. <see cref="IControllerQueue{TEntity}"/> has it look at objects.
    /// </summary>
    /// <param name="configure">What it looks at; the kind's own objects when null.</param>
    /// <exception cref="InvalidOperationException">The kind has a controller already.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public KubernetesOperatorBuilder AddController<TController, TEntity>(Action<ControllerOptions<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject
    {
        if (Services.Any(service => service.ServiceType == typeof(ControllerOptions<TEntity>)))
            throw new InvalidOperationException($"{EntityType.Of<TEntity>().Resource} has a controller already");
        var options = new ControllerOptions<TEntity>();
        configure?.Invoke(options);
        if (options.Workers is < 1 or > 1000)
            throw new ArgumentException($"controller {options.Name} has {options.Workers} workers; it needs 1 to 1000", nameof(configure));
        AddCache<TEntity>();
        foreach (var cache in options.Caches)
            cache(this);
        Services.AddSingleton(options);
        Services.TryAddScoped<TController>();
        Services.AddScoped<IEntityController<TEntity>>(provider => provider.GetRequiredService<TController>());
        Services.AddSingleton<EntityReconciler<TEntity>>();
        Services.AddSingleton<ControllerLoop<TEntity>>();
        Services.AddSingleton<IControllerLoop>(provider => provider.GetRequiredService<ControllerLoop<TEntity>>());
        Services.AddSingleton<IControllerQueue<TEntity>>(provider => provider.GetRequiredService<ControllerLoop<TEntity>>());
        return this;
    }

    /// <summary>
    /// Adds a finalizer to a kind that has a controller: its name is put on each object before the controller looks at it, and taken off when the work succeeded.
    /// </summary>
    /// <param name="id">The name: <c>example.com/cleanup</c>.</param>
    /// <exception cref="ArgumentException">The name has no domain; the server refuses such.</exception>
    public KubernetesOperatorBuilder AddFinalizer<TFinalizer, TEntity>(string id)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject
    {
        if (id.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash) || slash == id.Length - 1)
            throw new ArgumentException($"a finalizer is named DOMAIN/NAME, not \"{id}\"", nameof(id));
        Services.TryAddScoped<TFinalizer>();
        Services.AddSingleton(new Finalization<TEntity>(id, typeof(TFinalizer)));
        return this;
    }

    /// <summary>Adds an <see cref="ObjectCache{T}"/> of a kind, or says more about one that was added.</summary>
    public KubernetesOperatorBuilder AddCache<T>(Action<CacheOptions<T>>? configure = null)
        where T : class, IKubernetesObject
    {
        if (configure is not null)
            Services.Configure(configure);
        if (Services.Any(service => service.ServiceType == typeof(ObjectCache<T>)))
            return this;
        Services.AddSingleton(provider => new ObjectCache<T>(
            provider.GetRequiredService<IOptions<CacheOptions<T>>>().Value.Indices, provider.GetRequiredService<ILogger<ObjectCache<T>>>()));
        Services.AddSingleton<ICacheFeed>(provider => new CacheFeed<T>(
            provider.GetRequiredService<IKubernetesClient>(),
            provider.GetRequiredService<ObjectCache<T>>(),
            provider.GetRequiredService<IOptions<CacheOptions<T>>>().Value,
            provider.GetRequiredService<OperatorOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Chance>(),
            provider.GetRequiredService<ILogger<ObjectCache<T>>>()));
        return this;
    }
}
