using System.Globalization;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench;
using Microsoft.Extensions.Logging.Abstractions;

namespace Janitor.Kubernetes.Tests.Caching;

/// <summary>A reflector at the real API server, and with the real client where the server must misbehave.</summary>
public sealed class RealReflectorTests : IAsyncLifetime, IDisposable
{
    private readonly ObjectCache<ConfigMap> _cache = new(null, NullLogger<ObjectCache<ConfigMap>>.Instance);
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_RealServer_FollowsWhatIsMadeChangedAndDeleted()
    {
        using var cluster = await RealCluster.StartAsync();
        await CreateAsync(cluster, "before");
        Start(cluster.Client, cluster.Namespace);
        await Eventually.HoldsAsync(() => _cache.Count == 1);
        await CreateAsync(cluster, "after");
        await Eventually.HoldsAsync(() => _cache.Count == 2);
        await cluster.Server.KubectlAsync(["label", "configmap", "before", "--namespace", cluster.Namespace, "a=b"]);
        await Eventually.HoldsAsync(() => _cache.Get(new ObjectKey(cluster.Namespace, "before"))!.Metadata.Labels?["a"] == "b");
        await cluster.Client.DeleteAsync<ConfigMap>("before", cluster.Namespace, null, default);

        await Eventually.HoldsAsync(() => _cache.All() is [{ Metadata.Name: "after" }]);
    }

    [Fact]
    public async Task RunAsync_RealServerEndsTheWatch_GoesOnWithoutAListAndMissesNothing()
    {
        using var cluster = await RealCluster.StartAsync();
        var client = new InterceptedClient(cluster.Client);
        var watches = 0;
        client.Before = async (request, _) =>
        {
            // What happens while nobody watches.
            if (request == "watch configmaps" && ++watches == 2)
            {
                await CreateAsync(cluster, "between");
                await cluster.Client.DeleteAsync<ConfigMap>("a", cluster.Namespace, null, default);
            }
        };
        await CreateAsync(cluster, "a");
        client.Watch = options => options with { Timeout = TimeSpan.FromSeconds(1) };
        Start(client, cluster.Namespace);
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == Backoff.First);
        _time.Advance(Backoff.First);

        await Eventually.HoldsAsync(() => _cache.All() is [{ Metadata.Name: "between" }]);
        Assert.Single(client.Requests, request => request == "list configmaps");
    }

    [Fact]
    public async Task RunAsync_RealServerHasNotComeThatFar_ListsTheNewest()
    {
        using var cluster = await RealCluster.StartAsync();
        await CreateAsync(cluster, "a");
        var client = new InterceptedClient(cluster.Client);
        client.ListVersion = version => client.Requests.Count == 1 ? (long.Parse(version, CultureInfo.InvariantCulture) + 1_000_000).ToString(CultureInfo.InvariantCulture) : version;
        var watches = 0;
        // As after a restore from a backup; the server leaves such a watch waiting, so it is ended here.
        client.Before = (request, _) => request == "watch configmaps" && ++watches == 1 ? throw new ApiException(410, "Expired", "gone") : Task.CompletedTask;
        Start(client, cluster.Namespace);
        await Eventually.HoldsAsync(() => client.Requests.Count == 2 && _time.Waiting == 1);
        await CreateAsync(cluster, "b");
        _time.Advance(Backoff.First);

        await Eventually.HoldsAsync(() => _cache.Count == 2);
        await Eventually.HoldsAsync(() => client.Requests.Count == 5);
        Assert.Equal(["list configmaps", "list configmaps", "watch configmaps"], client.Requests.Skip(2));
    }

    [Fact]
    public async Task RunAsync_RealServerHasManyObjects_ListsThemInPages()
    {
        using var cluster = await RealCluster.StartAsync();
        await Parallel.ForAsync(0, 501, async (i, _) => await CreateAsync(cluster, $"m{i}"));
        var client = new InterceptedClient(cluster.Client);
        // Without the version "0", which the server answers from memory, without pages.
        client.List = options => options with { ResourceVersion = null };
        Start(client, cluster.Namespace);
        await Eventually.HoldsAsync(() => _cache.Count == 501);

        Assert.Equal(2, client.Requests.Count(request => request == "list configmaps"));
    }

    [Fact]
    public async Task RunAsync_ConnectionGoesSilent_ConnectsAgain()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server
            .On("GET", "/api/v1/configmaps", ScriptedAnswer.List("1"))
            .On("WATCH", "/api/v1/configmaps",
                ScriptedAnswer.WatchThenSilence(ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "2"))),
                ScriptedAnswer.WatchThenSilence(ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "b", "3"))));
        Start(cluster.Client, null);
        await Eventually.HoldsAsync(() => _cache.Count == 1 && _time.Waiting == 1);
        _time.Advance(Reflector<ConfigMap>.LongestSilence);
        await Eventually.HoldsAsync(() => _cache.Count == 2);

        Assert.Equal(["1", "2"], cluster.Server.RequestsOf("WATCH", "/api/v1/configmaps").Select(r => r.Value("resourceVersion")));
        Assert.Single(cluster.Server.RequestsOf("GET", "/api/v1/configmaps"));
    }

    [Fact]
    public async Task RunAsync_ConnectionBreaksInALine_GoesOnFromTheLineBefore()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var line = ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "b", "3"));
        cluster.Server
            .On("GET", "/api/v1/configmaps", ScriptedAnswer.List("1"))
            .On("WATCH", "/api/v1/configmaps",
                ScriptedAnswer.Stream(async exchange =>
                {
                    await exchange.SendAsync(ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "2")) + "\n" + line[..20]);
                    // What is on its way when a connection breaks off may be lost.
                    await Eventually.HoldsAsync(() => _cache.Count == 1);
                    exchange.Cut();
                }),
                ScriptedAnswer.WatchThenSilence(line));
        Start(cluster.Client, null);
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == Backoff.First);
        _time.Advance(Backoff.First);
        await Eventually.HoldsAsync(() => _cache.Count == 2);

        Assert.Equal(["1", "2"], cluster.Server.RequestsOf("WATCH", "/api/v1/configmaps").Select(r => r.Value("resourceVersion")));
    }

    [Fact]
    public async Task RunAsync_ErrorInsideTheAnswer_ListsOrWaitsAsItSays()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server
            .On("GET", "/api/v1/configmaps", ScriptedAnswer.List("1"), ScriptedAnswer.List("5"))
            .On("WATCH", "/api/v1/configmaps",
                ScriptedAnswer.Watch(ScriptedAnswer.Bookmark("2"), ScriptedAnswer.Error(429, "TooManyRequests", "later", 7)),
                ScriptedAnswer.Watch(ScriptedAnswer.Error(410, "Expired", "too old resource version: 2 (4)")),
                ScriptedAnswer.WatchThenSilence());
        Start(cluster.Client, null);
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == TimeSpan.FromSeconds(7));
        _time.Advance(TimeSpan.FromSeconds(7));
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == Backoff.First * 2);
        _time.Advance(Backoff.First * 2);
        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count == 5);

        Assert.Equal(["0", "2"], cluster.Server.RequestsOf("GET", "/api/v1/configmaps").Select(r => r.Value("resourceVersion")));
        Assert.Equal(["1", "2", "5"], cluster.Server.RequestsOf("WATCH", "/api/v1/configmaps").Select(r => r.Value("resourceVersion")));
    }

    private void Start(IKubernetesClient client, string? @namespace)
    {
        var reflector = new Reflector<ConfigMap>(client, _cache, @namespace, new(), _time, () => 0, NullLogger.Instance);
        _running = Task.Run(() => reflector.RunAsync(_stop.Token));
    }

    private static Task<ConfigMap> CreateAsync(RealCluster cluster, string name) =>
        cluster.Client.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = cluster.Namespace } }, default);
}
