using System.Security.Cryptography;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Leadership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Janitor.Kubernetes.Hosting;

/// <summary>Adds operators to services.</summary>
public static class KubernetesOperatorServices
{
    /// <summary>
    /// Adds what an operator needs, except <see cref="Client.IKubernetesClient"/>. It fills its caches when the host starts and runs its controllers once they are
    /// full and, if so chosen, it is the leader. What it cannot go on from ends the process with exit code 1. Where the services have no <see cref="TimeProvider"/> and
    /// <see cref="Chance"/>, the system's are taken.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says how it runs.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static KubernetesOperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorOptions> configure)
    {
        var options = new OperatorOptions();
        configure(options);
        Check(options);
        services.AddSingleton(options);
        services.AddLogging();
        services.AddMetrics();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Chance>(static () => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30));
        services.TryAddSingleton<RuntimeMetrics>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton(provider => new LeaderElection(options.LeaderElection is { } election
            ? ActivatorUtilities.CreateInstance<LeaderElector>(provider, election)
            : null));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        services.TryAddSingleton<ProcessExit>();
        services.AddSingleton(provider => new OperatorState(provider.GetServices<ICacheFeed>(), provider.GetRequiredService<LeaderElection>().Elector));
        services.AddHostedService<OperatorService>();
        return new KubernetesOperatorBuilder(services);
    }

    private static void Check(OperatorOptions options)
    {
        if (string.IsNullOrEmpty(options.Name))
            throw new ArgumentException("the operator needs a name");
        if (options.CacheTimeout <= TimeSpan.Zero)
            throw new ArgumentException($"the caches cannot fill within {options.CacheTimeout}");
        if (options.ResyncPeriod <= TimeSpan.Zero)
            throw new ArgumentException($"the resync period {options.ResyncPeriod} is not positive");
        if (options.ShutdownTimeout < TimeSpan.FromSeconds(10))
            throw new ArgumentException($"stopping within {options.ShutdownTimeout} is too soon; at least 10 s are needed");
        options.LeaderElection?.Check();
    }
}
