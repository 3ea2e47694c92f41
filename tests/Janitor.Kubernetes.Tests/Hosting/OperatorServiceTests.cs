using System.Collections.Concurrent;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Leadership;
using Janitor.Kubernetes.Tests.Controllers;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Tests.Hosting;

/// <summary>An operator's parts, started and stopped by a host, at the real API server and on a clock that the test moves.</summary>
public sealed class OperatorServiceTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ProbeController<ConfigMap> _probe = new();
    private readonly ExitProbe _exit = new();
    private readonly ConcurrentQueue<string> _order = [];
    private RealCluster _cluster = null!;
    private InterceptedClient _client = null!;
    private IHost? _host;

    private OperatorState State => _host!.Services.GetRequiredService<OperatorState>();

    private Lifetime Stopping => new(_host!.Services.GetRequiredService<IHostApplicationLifetime>());

    public async Task InitializeAsync()
    {
        _cluster = await RealCluster.StartAsync();
        _client = new InterceptedClient(_cluster.Client);
        await CreateAsync("m");
    }

    public async Task DisposeAsync()
    {
        _client.Before = (_, _) => Task.CompletedTask;
        // After a failure something may still wait for the clock.
        var stopping = _host?.StopAsync() ?? Task.CompletedTask;
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.01));
            return stopping.IsCompleted;
        });
    }

    public void Dispose()
    {
        _host?.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task StartAsync_CacheIsNotFull_ControllersWait()
    {
        var listed = new TaskCompletionSource();
        _client.Before = (request, token) => request == "list secrets" ? listed.Task.WaitAsync(token) : Task.CompletedTask;
        await StartAsync(configure: b => b.AddCache<SecretMetadata>());
        var maps = _host!.Services.GetRequiredService<ObjectCache<ConfigMap>>();
        await Eventually.HoldsAsync(() => maps.IsFull);
        Assert.False(State.IsReady);
        Assert.Empty(_probe.Reconciled);
        listed.SetResult();

        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1);
        Assert.True(State.IsReady);
    }

    [Fact]
    public async Task StartAsync_CachesDoNotFillInTwoMinutes_EndsAndSaysWhy()
    {
        _client.Before = (request, _) => request == "list secrets" ? throw new ApiException(403, "Forbidden", "secrets is forbidden") : Task.CompletedTask;
        await StartAsync(configure: b => b.AddCache<SecretMetadata>());
        var maps = _host!.Services.GetRequiredService<ObjectCache<ConfigMap>>();
        await Eventually.HoldsAsync(() => maps.IsFull && _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromMinutes(2)));
        _time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(() => Stopping.IsRequested);

        Assert.Equal("after 120 s there is no list of secrets (secrets is forbidden)", State.Failure);
        Assert.Equal(1, _exit.LastCode);
        Assert.False(State.IsReady);
        Assert.Empty(_probe.Reconciled);
    }

    [Fact]
    public async Task StartAsync_AnotherLeads_IsReadyAndDoesNotWork()
    {
        await _cluster.Client.CreateAsync(
            new Lease
            {
                Metadata = new ObjectMeta { Name = "operator", Namespace = _cluster.Namespace },
                Spec = new LeaseSpec { HolderIdentity = "other", LeaseDurationSeconds = 15 },
            },
            default);
        await StartAsync(elects: true);
        await Eventually.HoldsAsync(() => State.IsReady && _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(2)));
        Assert.Equal((false, true), (State.IsLeader, State.IsLive));
        Assert.Empty(_probe.Reconciled);

        for (var i = 0; i < 8; i++)
        {
            await Eventually.HoldsAsync(() => _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(2)));
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1);
        Assert.True(State.IsLeader);
    }

    [Fact]
    public async Task StopAsync_Parts_StopInTheirOrder()
    {
        _probe.OnReconcile = async (map, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ContinueWith(_ => _order.Enqueue("controllers"), default, default, TaskScheduler.Default);
            return ReconciliationResult<ConfigMap>.Success(map);
        };
        _client.Before = (request, token) =>
        {
            if (request == "watch configmaps")
                token.Register(() => _order.Enqueue("caches"));
            if (!_order.IsEmpty && request == "merge leases")
            {
                _order.Enqueue("lease");
                _host!.Services.GetRequiredService<IEventRecorder>().Record(Map("m"), EventType.Normal, "Stopped", "Stop", "what happens last is told too");
            }
            if (request == "create events")
                _order.Enqueue("events");
            return Task.CompletedTask;
        };
        await StartAsync(elects: true, services: s => s.AddHostedService(_ => new StopProbe(() => _order.Enqueue("http"))));
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1 && _client.Requests.Contains("watch configmaps"));
        await _host!.StopAsync();

        Assert.Equal(["controllers", "caches", "http", "lease", "events"], _order);
        Assert.Equal(string.Empty, (await LeaseAsync()).HolderIdentity ?? string.Empty);
        Assert.Null(State.Failure);
        Assert.Null(_exit.LastCode);
    }

    [Fact]
    public async Task StopAsync_WorkDoesNotEnd_KeepsTheLeaseAndGivesUpInTime()
    {
        var end = await StartWithEndlessWorkAsync();
        var stopping = _host!.StopAsync();
        await Eventually.HoldsAsync(() => _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(22)));
        // The lease is renewed while the work goes on.
        for (var i = 0; i < 11; i++)
        {
            await Eventually.HoldsAsync(() => _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(2)));
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        await stopping;

        Assert.Equal(_host.Services.GetRequiredService<OperatorOptions>().LeaderElection!.Identity, (await LeaseAsync()).HolderIdentity);
        end.SetResult();
    }

    [Fact]
    public async Task RunAsync_LeaseIsLost_EndsTheWorkAndTheProcess()
    {
        var ended = new TaskCompletionSource();
        _probe.OnReconcile = async (map, token) =>
        {
            using var _ = token.Register(ended.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return ReconciliationResult<ConfigMap>.Success(map);
        };
        await StartAsync(elects: true);
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1);
        await TakeLeaseAsync();
        await ended.Task;
        await Eventually.HoldsAsync(() => Stopping.IsRequested);

        Assert.Equal("it is no longer the leader: other holds it", State.Failure);
        Assert.Equal((1, 0), (_exit.LastCode, _exit.Exits));
        Assert.False(State.IsLeader);
        await _host!.StopAsync();
        Assert.Equal("other", (await LeaseAsync()).HolderIdentity);
    }

    [Fact]
    public async Task RunAsync_LeaseIsLostAndWorkDoesNotEnd_ExitsBeforeOthersBegin()
    {
        var end = await StartWithEndlessWorkAsync();
        await TakeLeaseAsync();
        await Eventually.HoldsAsync(() => Stopping.IsRequested && _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(5)));
        Assert.Equal(0, _exit.Exits);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => _exit.Exits == 1);
        end.SetResult();
    }

    [Fact]
    public async Task StartAsync_ListOfNamespaces_LooksAtTheirObjectsAlone()
    {
        var other = await RealCluster.StartAsync();
        using var _ = other;
        var third = await RealCluster.StartAsync();
        using var __ = third;
        await CreateAsync("o", other.Namespace);
        await CreateAsync("t", third.Namespace);
        await StartAsync(namespaces: [other.Namespace]);
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 2);

        Assert.Equal(["m", "o"], _probe.Reconciled.Select(m => m.Metadata.Name).Order(StringComparer.Ordinal));
        await other.Client.DeleteAsync<ConfigMap>("o", other.Namespace, null, default);
        await Eventually.HoldsAsync(() => _probe.Deleted.Count == 1);
    }

    [Fact]
    public async Task Resync_PeriodHasPassed_LooksAtAllWithoutAsking()
    {
        await StartAsync();
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1 && _client.Requests.Count == 2);
        await Eventually.HoldsAsync(() => _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromHours(10)));
        _time.Advance(TimeSpan.FromHours(10));
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 2);

        Assert.Single(_client.Requests, request => request.StartsWith("list", StringComparison.Ordinal));
    }

    [Fact]
    public void AddController_SecondOfAKind_Throws()
    {
        var builder = new ServiceCollection().AddKubernetesOperator(o => o.Name = "x");
        builder.AddController<ProbeController<ConfigMap>, ConfigMap>();

        Assert.Throws<InvalidOperationException>(() => builder.AddController<ProbeController<ConfigMap>, ConfigMap>());
    }

    [Fact]
    public void AddCache_SecondTime_SaysMoreAboutTheSame()
    {
        var services = new ServiceCollection().AddSingleton<IKubernetesClient>(_client);
        services.AddKubernetesOperator(o => o.Name = "x")
            .AddController<ProbeController<ConfigMap>, ConfigMap>()
            .AddCache<ConfigMap>(o => o.Indices["name"] = map => [map.Metadata.Name])
            .AddCache<ConfigMap>(o => o.LabelSelector = "a=b");
        using var provider = services.BuildServiceProvider();

        Assert.Empty(provider.GetRequiredService<ObjectCache<ConfigMap>>().Find("name", "x"));
        Assert.Single(provider.GetServices<ICacheFeed>());
    }

    [Fact]
    public void AddKubernetesOperator_OptionOutOfRange_Throws()
    {
        Action<OperatorOptions>[] wrongs =
        [
            _ => { },
            o => (o.Name, o.CacheTimeout) = ("x", TimeSpan.Zero),
            o => (o.Name, o.ResyncPeriod) = ("x", TimeSpan.Zero),
            o => (o.Name, o.ShutdownTimeout) = ("x", TimeSpan.FromSeconds(9)),
            o => (o.Name, o.LeaderElection) = ("x", new LeaderElectionOptions()),
        ];

        Assert.All(wrongs, wrong => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddKubernetesOperator(wrong)));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddKubernetesOperator(o => o.Name = "x")
            .AddController<ProbeController<ConfigMap>, ConfigMap>(o => o.Workers = 0));
    }

    /// <summary>Starts the operator with work that takes no notice of being ended.</summary>
    /// <returns>Ends the work.</returns>
    private async Task<TaskCompletionSource> StartWithEndlessWorkAsync()
    {
        var end = new TaskCompletionSource();
        _probe.OnReconcile = async (map, _) =>
        {
            await end.Task;
            return ReconciliationResult<ConfigMap>.Success(map);
        };
        await StartAsync(elects: true);
        await Eventually.HoldsAsync(() => _probe.Reconciled.Count == 1);
        return end;
    }

    private async Task StartAsync(
        bool elects = false, string[]? namespaces = null, Action<KubernetesOperatorBuilder>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<Chance>(() => 0).AddSingleton<IKubernetesClient>(_client).AddSingleton(_probe);
        builder.Services.AddSingleton<ProcessExit>(_exit);
        var added = builder.Services.AddKubernetesOperator(o =>
        {
            o.Name = "test.example/operator";
            o.Namespaces = [_cluster.Namespace, .. namespaces ?? []];
            o.LeaderElection = elects ? new LeaderElectionOptions { LeaseName = "operator", LeaseNamespace = _cluster.Namespace } : null;
        }).AddController<ProbeController<ConfigMap>, ConfigMap>();
        configure?.Invoke(added);
        services?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    private async Task TakeLeaseAsync()
    {
        await _cluster.Client.MergeAsync<Lease>(
            "operator", _cluster.Namespace, new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["holderIdentity"] = "other" } }, default);
        await Eventually.HoldsAsync(() => _time.Due.Any(due => due - _time.GetUtcNow() == TimeSpan.FromSeconds(2)));
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    private async Task<LeaseSpec> LeaseAsync() => (await _cluster.Client.GetAsync<Lease>("operator", _cluster.Namespace, default))!.Spec!;

    private Task<ConfigMap> CreateAsync(string name, string? @namespace = null) => _cluster.Client.CreateAsync(Map(name, @namespace), default);

    private ConfigMap Map(string name, string? @namespace = null) => new() { Metadata = new ObjectMeta { Name = name, Namespace = @namespace ?? _cluster.Namespace } };

    private sealed class ExitProbe : ProcessExit
    {
        public int? LastCode { get; private set; }

        public int Exits { get; private set; }

        public override int Code
        {
            set => LastCode = value;
        }

        public override void Now(int code) => Exits++;
    }

    private sealed class StopProbe(Action onStop) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            onStop();
            return Task.CompletedTask;
        }
    }

    private sealed record Lifetime(IHostApplicationLifetime Host)
    {
        public bool IsRequested => Host.ApplicationStopping.IsCancellationRequested;
    }
}
