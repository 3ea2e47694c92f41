using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Leadership;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Tests.Hosting;

/// <summary>
/// Whole operators at the real API server, on the real clock: they copy each ConfigMap that asks for it, tell an event, and remove the copy when the map goes.
/// </summary>
public sealed class OperatorTests : IAsyncLifetime, IDisposable
{
    private readonly List<Running> _operators = [];
    private RealCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RealCluster.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var running in _operators)
            await running.StopAsync();
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Operator_FromAnObjectsBeginToItsEnd_DoesItsWork()
    {
        await StartAsync();
        await CreateAsync("a", "1");
        await Eventually.HoldsAsync(async () => (await GetAsync("a-copy"))?.Data?["wanted"] == "1");
        var map = await GetAsync("a");
        Assert.Equal([Copier.Finalizer], map!.Metadata.Finalizers);

        await MergeAsync("a", "2");
        await Eventually.HoldsAsync(async () => (await GetAsync("a-copy"))?.Data?["wanted"] == "2");
        // Somebody spoils the copy: it is the controller's, so it is looked at.
        await MergeAsync("a-copy", "spoilt");
        await Eventually.HoldsAsync(async () => (await GetAsync("a-copy"))?.Data?["wanted"] == "2");

        await _cluster.Client.DeleteAsync<ConfigMap>("a", _cluster.Namespace, null, default);
        await Eventually.HoldsAsync(async () => await GetAsync("a") is null && await GetAsync("a-copy") is null);
        await Eventually.HoldsAsync(async () => (await EventsAsync()).Any(e => e.Reason == "Copied" && e.Series?.Count >= 2));
    }

    [Fact]
    public async Task Operator_IsStopped_TheNextTakesOverAtOnce()
    {
        var first = await StartAsync();
        await Eventually.HoldsAsync(() => first.State.IsLeader);
        var second = await StartAsync();
        await Eventually.HoldsAsync(() => second.State.IsReady);
        await CreateAsync("a", "1");
        await Eventually.HoldsAsync(async () => await GetAsync("a-copy") is not null);
        Assert.False(second.State.IsLeader);

        await first.StopAsync();
        var before = await LeaseAsync();
        Assert.Equal(string.Empty, before.HolderIdentity ?? string.Empty);
        await MergeAsync("a", "2");
        await Eventually.HoldsAsync(async () => (await GetAsync("a-copy"))?.Data?["wanted"] == "2");

        Assert.True(second.State.IsLeader);
        Assert.Equal((null, null), (first.State.Failure, second.State.Failure));
    }

    [Fact]
    public async Task Operator_LosesTheServerInTheMiddleOfItsWork_EndsItselfAndTheNextFinishes()
    {
        var first = await StartAsync();
        await Eventually.HoldsAsync(() => first.State.IsLeader);
        // It has put its finalizer on the object, and gets no further.
        first.Client.Before = (request, token) =>
            request == "apply configmaps" || first.IsCut ? first.HangAsync(token) : Task.CompletedTask;
        await CreateAsync("a", "1");
        await Eventually.HoldsAsync(() => first.IsCut);
        var second = await StartAsync();
        await Eventually.HoldsAsync(async () => await GetAsync("a-copy") is not null);

        Assert.True(second.State.IsLeader);
        Assert.False(first.State.IsLeader);
        Assert.Contains("no longer the leader", first.State.Failure, StringComparison.Ordinal);
        await first.Ended;
        Assert.Equal(1, first.ExitCode);
        Assert.Equal([Copier.Finalizer], (await GetAsync("a"))!.Metadata.Finalizers);
    }

    private async Task<Running> StartAsync()
    {
        var running = new Running(new InterceptedClient(RealCluster.ClientOf(_cluster.Server.KubeconfigFile)), _cluster.Namespace);
        _operators.Add(running);
        await running.StartAsync();
        return running;
    }

    private Task<ConfigMap> CreateAsync(string name, string wanted) => _cluster.Client.CreateAsync(
        new ConfigMap
        {
            Metadata = new ObjectMeta { Name = name, Namespace = _cluster.Namespace, Labels = new Dictionary<string, string> { ["copy"] = "wanted" } },
            Data = new Dictionary<string, string> { ["wanted"] = wanted },
        },
        default);

    private Task<ConfigMap> MergeAsync(string name, string wanted) => _cluster.Client.MergeAsync<ConfigMap>(
        name, _cluster.Namespace, new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["wanted"] = wanted } }, default);

    private Task<ConfigMap?> GetAsync(string name) => _cluster.Client.GetAsync<ConfigMap>(name, _cluster.Namespace, default);

    private async Task<LeaseSpec> LeaseAsync() => (await _cluster.Client.GetAsync<Lease>("operator", _cluster.Namespace, default))!.Spec!;

    private async Task<IReadOnlyList<Event>> EventsAsync() =>
        (await _cluster.Client.ListAsync<Event>(new ListOptions { Namespace = _cluster.Namespace }, default)).Items;

    private sealed class Copier(IKubernetesClient client, IEventRecorder events) : IEntityController<ConfigMap>, IEntityFinalizer<ConfigMap>
    {
        public const string Finalizer = "test.example/copy";

        public async Task<ReconciliationResult<ConfigMap>> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            if (entity.Metadata.Labels?.ContainsKey("copy") != true)
                return ReconciliationResult<ConfigMap>.Success(entity);
            var copy = new ConfigMap { Metadata = new ObjectMeta { Name = $"{entity.Metadata.Name}-copy", Namespace = entity.Metadata.Namespace }, Data = entity.Data };
            ControllerReference.Set(entity, copy);
            await client.ApplyAsync(copy, cancellationToken);
            events.Record(entity, EventType.Normal, "Copied", "Copy", $"copied to {copy.Metadata.Name} with {entity.Data?["wanted"]}", copy);
            return ReconciliationResult<ConfigMap>.Success(entity);
        }

        public Task<ReconciliationResult<ConfigMap>> DeletedAsync(ConfigMap entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<ConfigMap>.Success(entity));

        public async Task<ReconciliationResult<ConfigMap>> FinalizeAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            await client.DeleteAsync<ConfigMap>($"{entity.Metadata.Name}-copy", entity.Metadata.Namespace, null, cancellationToken);
            return ReconciliationResult<ConfigMap>.Success(entity);
        }
    }

    /// <summary>One operator.</summary>
    private sealed class Running : ProcessExit
    {
        private readonly IHost _host;
        private bool _stopped;

        public Running(InterceptedClient client, string @namespace)
        {
            Client = client;
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IKubernetesClient>(client).AddSingleton<ProcessExit>(this);
            builder.Services.AddKubernetesOperator(o =>
            {
                o.Name = "test.example/copier";
                o.Namespaces = [@namespace];
                o.LeaderElection = new LeaderElectionOptions
                {
                    LeaseName = "operator",
                    LeaseNamespace = @namespace,
                    LeaseDuration = TimeSpan.FromSeconds(4),
                    RenewDeadline = TimeSpan.FromSeconds(2),
                    RetryPeriod = TimeSpan.FromSeconds(0.5),
                };
            }).AddController<Copier, ConfigMap>(o => o.Owns<ConfigMap>()).AddFinalizer<Copier, ConfigMap>(Copier.Finalizer);
            _host = builder.Build();
        }

        public InterceptedClient Client { get; }

        public OperatorState State => _host.Services.GetRequiredService<OperatorState>();

        public bool IsCut { get; private set; }

        public int ExitCode { get; private set; }

        /// <summary>Ends when the operator has ended itself.</summary>
        public Task Ended => _host.WaitForShutdownAsync();

        public override int Code
        {
            set => ExitCode = value;
        }

        public override void Now(int code) => ExitCode = code;

        public Task StartAsync() => _host.StartAsync();

        public Task HangAsync(CancellationToken cancellationToken)
        {
            IsCut = true;
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public async Task StopAsync()
        {
            if (_stopped)
                return;
            _stopped = true;
            await _host.StopAsync();
        }
    }
}
