using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Kubernetes.Tests.Controllers;

/// <summary>Finalizers at the real API server.</summary>
public sealed class FinalizerTests : IAsyncLifetime, IDisposable
{
    private const string Ours = "test.example/ours";
    private const string Second = "test.example/second";
    private const string Theirs = "test.example/theirs";

    private readonly ProbeController<ConfigMap> _probe = new();
    private readonly SecondFinalizer _second = new();
    private RealCluster _cluster = null!;
    private InterceptedClient _client = null!;
    private ServiceProvider _services = null!;

    private EntityReconciler<ConfigMap> Reconciler => _services.GetRequiredService<EntityReconciler<ConfigMap>>();

    public async Task InitializeAsync()
    {
        _cluster = await RealCluster.StartAsync();
        _client = new InterceptedClient(_cluster.Client);
        var services = new ServiceCollection();
        services.AddSingleton<IKubernetesClient>(_client).AddSingleton(_probe).AddSingleton(_second);
        services.AddKubernetesOperator(o => o.Name = "test.example/operator")
            .AddController<ProbeController<ConfigMap>, ConfigMap>()
            .AddFinalizer<ProbeController<ConfigMap>, ConfigMap>(Ours)
            .AddFinalizer<SecondFinalizer, ConfigMap>(Second);
        _services = services.BuildServiceProvider();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task ReconcileAsync_NewObject_CarriesTheFinalizersBeforeTheControllerLooks()
    {
        var map = await CreateAsync(Theirs);
        await Reconciler.ReconcileAsync(map, default);

        Assert.Equal([Theirs, Ours, Second], Assert.Single(_probe.Reconciled).Metadata.Finalizers);
        Assert.Equal([Theirs, Ours, Second], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_CarriesThemAlready_WritesNothing()
    {
        var map = await CreateAsync(Second, Ours);
        await Reconciler.ReconcileAsync(map, default);

        Assert.Empty(_client.Requests);
        Assert.Single(_probe.Reconciled);
    }

    [Fact]
    public async Task ReconcileAsync_OneIsNotNeeded_IsNotAddedAndNotTakenOff()
    {
        await CreateAsync(Theirs);
        await Reconciler.ReconcileAsync(await MergeAsync(new JsonObject { ["data"] = new JsonObject { ["free"] = "yes" } }), default);
        Assert.Equal([Theirs, Ours], (await GetAsync())!.Metadata.Finalizers);

        var carrying = await MergeAsync(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(Ours, Second) } });
        await Reconciler.ReconcileAsync(carrying, default);
        Assert.Equal([Ours, Second], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_CacheIsBehind_ReadsAgain()
    {
        var map = await CreateAsync(Theirs);
        await ChangeAsync(map);
        await Reconciler.ReconcileAsync(map, default);

        Assert.Equal("new", Assert.Single(_probe.Reconciled).Data!["k"]);
        Assert.Equal([Theirs, Ours, Second], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_ObjectIsGoneOrAnotherOne_DoesNothing()
    {
        var map = await CreateAsync();
        await _cluster.Client.DeleteAsync<ConfigMap>("m", _cluster.Namespace, null, default);
        Assert.True((await Reconciler.ReconcileAsync(map, default)).IsSuccess);
        await CreateAsync();
        Assert.True((await Reconciler.ReconcileAsync(map, default)).IsSuccess);

        Assert.Empty(_probe.Reconciled);
        Assert.Null((await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_ToBeDeletedMeanwhile_AddsNothing()
    {
        var map = await CreateAsync(Theirs);
        await _cluster.Client.DeleteAsync<ConfigMap>("m", _cluster.Namespace, null, default);
        await Reconciler.ReconcileAsync(map, default);

        Assert.Empty(_probe.Reconciled);
        Assert.Equal([Theirs], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_ToBeDeleted_DoesTheWorkAndTakesOursOffWhereverItStands()
    {
        await CreateAsync(Second, Theirs, Ours);
        await Reconciler.ReconcileAsync(await DeleteAsync(), default);

        Assert.Single(_probe.Finalized);
        Assert.Empty(_probe.Reconciled);
        Assert.Equal([Theirs], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_LastFinalizerIsTakenOff_ObjectIsGone()
    {
        await CreateAsync(Ours);
        await Reconciler.ReconcileAsync(await DeleteAsync(), default);

        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task ReconcileAsync_OneFails_KeepsItsNameAndTakesTheOtherOff()
    {
        _probe.OnFinalize = (map, _) => Task.FromResult(ReconciliationResult<ConfigMap>.Failure(map, "not now"));
        await CreateAsync(Ours, Second);
        var result = await Reconciler.ReconcileAsync(await DeleteAsync(), default);

        Assert.Equal((false, "not now"), (result.IsSuccess, result.Message));
        Assert.Equal([Ours], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_SuccessWithADelay_IsNotDoneYet()
    {
        _probe.OnFinalize = (map, _) => Task.FromResult(ReconciliationResult<ConfigMap>.Success(map, TimeSpan.FromSeconds(5)));
        await CreateAsync(Ours);
        var result = await Reconciler.ReconcileAsync(await DeleteAsync(), default);

        Assert.Equal(TimeSpan.FromSeconds(5), result.RequeueAfter);
        Assert.Equal([Ours], (await GetAsync())!.Metadata.Finalizers);
    }

    [Fact]
    public async Task ReconcileAsync_CancelledWhenTheWorkIsDone_TakesItOffAllTheSame()
    {
        using var stop = new CancellationTokenSource();
        _probe.OnFinalize = async (map, _) =>
        {
            await ChangeAsync(map);
            await stop.CancelAsync();
            return ReconciliationResult<ConfigMap>.Success(map);
        };
        await CreateAsync(Ours);
        await Reconciler.ReconcileAsync(await DeleteAsync(), stop.Token);

        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task ReconcileAsync_ConflictsWithoutEnd_FailsAfterFiveTries()
    {
        _client.Before = async (request, _) =>
        {
            if (request.StartsWith("merge", StringComparison.Ordinal))
                await ChangeAsync((await GetAsync())!);
        };
        var map = await CreateAsync();

        Assert.True((await Assert.ThrowsAsync<ApiException>(() => Reconciler.ReconcileAsync(map, default))).IsConflict);
        Assert.Equal(5, _client.Requests.Count(r => r == "merge configmaps"));
    }

    [Theory]
    [InlineData("nodomain")]
    [InlineData("/name")]
    [InlineData("domain/")]
    public void AddFinalizer_NameWithoutDomain_Throws(string id) => Assert.Throws<ArgumentException>(
        () => new KubernetesOperatorBuilder(new ServiceCollection()).AddFinalizer<SecondFinalizer, ConfigMap>(id));

    private Task<ConfigMap> CreateAsync(params string[] finalizers) => _cluster.Client.CreateAsync(
        new ConfigMap { Metadata = new ObjectMeta { Name = "m", Namespace = _cluster.Namespace, Finalizers = finalizers } }, default);

    private Task<ConfigMap?> GetAsync() => _cluster.Client.GetAsync<ConfigMap>("m", _cluster.Namespace, default);

    private Task<ConfigMap> ChangeAsync(ConfigMap map) => MergeAsync(new JsonObject { ["data"] = new JsonObject { ["k"] = "new", ["version"] = map.Metadata.ResourceVersion } });

    private Task<ConfigMap> MergeAsync(JsonObject patch) => _cluster.Client.MergeAsync<ConfigMap>("m", _cluster.Namespace, patch, default);

    private async Task<ConfigMap> DeleteAsync()
    {
        await _cluster.Client.DeleteAsync<ConfigMap>("m", _cluster.Namespace, null, default);
        return (await GetAsync())!;
    }

    private sealed class SecondFinalizer : IEntityFinalizer<ConfigMap>
    {
        public bool IsNeeded(ConfigMap entity) => entity.Data?.ContainsKey("free") != true;

        public Task<ReconciliationResult<ConfigMap>> FinalizeAsync(ConfigMap entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<ConfigMap>.Success(entity));
    }
}
