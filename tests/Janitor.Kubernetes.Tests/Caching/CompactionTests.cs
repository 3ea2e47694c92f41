using System.Net.Http.Json;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Janitor.Kubernetes.Tests.Caching;

/// <summary>
/// What happens when etcd has forgotten the version that a reflector goes on from. With events, which the API server reads from etcd itself: of other kinds it
/// remembers more than etcd.
/// </summary>
public sealed class CompactionTests : IAsyncLifetime, IDisposable
{
    private readonly ObjectCache<Event> _cache = new(null, NullLogger<ObjectCache<Event>>.Instance);
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private ApiServer _server = null!;
    private KubernetesClient _direct = null!;
    private InterceptedClient _client = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartOwnAsync();
        _direct = RealCluster.ClientOf(_server.KubeconfigFile);
        _client = new InterceptedClient(_direct);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _direct.Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_WatchedVersionIsForgotten_ListsAgainAndMakesUpWhatWasMissed()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        var watches = 0;
        _client.Before = async (request, _) =>
        {
            if (request != "watch events" || ++watches != 1)
                return;
            await _direct.DeleteAsync<Event>("a", "default", null, default);
            await CreateAsync("c");
            await CompactAsync();
        };
        Start();
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == Backoff.First);
        Assert.NotNull(_cache.Get(new ObjectKey("default", "a")));
        _time.Advance(Backoff.First);
        await Eventually.HoldsAsync(() => _client.Requests.Count == 4);

        Assert.Equal(["list events", "watch events", "list events", "watch events"], _client.Requests);
        Assert.Equal(["b", "c"], Names());
    }

    [Fact]
    public async Task RunAsync_LaterPageIsForgotten_ListsAllAtOnce()
    {
        await Parallel.ForAsync(0, 501, async (i, _) => await CreateAsync($"e{i}"));
        var lists = 0;
        _client.Before = async (request, _) =>
        {
            if (request != "list events" || ++lists != 2)
                return;
            await _direct.DeleteAsync<Event>("e0", "default", null, default);
            await CompactAsync();
        };
        Start();
        await Eventually.HoldsAsync(() => _client.Requests.Contains("watch events"));

        Assert.Equal(3, lists);
        Assert.Equal(500, _cache.Count);
        Assert.DoesNotContain("e0", Names());
    }

    private void Start()
    {
        var reflector = new Reflector<Event>(_client, _cache, "default", new(), _time, () => 0, NullLogger.Instance);
        _running = Task.Run(() => reflector.RunAsync(_stop.Token));
    }

    private IEnumerable<string> Names() => _cache.All().Select(e => e.Metadata.Name).Order(StringComparer.Ordinal);

    private Task<Event> CreateAsync(string name) => _direct.CreateAsync(
        new Event
        {
            Metadata = new ObjectMeta { Name = name, Namespace = "default" },
            EventTime = _time.GetUtcNow(),
            ReportingController = "test.example/operator",
            ReportingInstance = "test",
            Action = "Test",
            Reason = "Test",
            Type = "Normal",
            Regarding = new ObjectReference { Kind = "ConfigMap", Namespace = "default", Name = "m" },
        },
        default);

    /// <summary>Has etcd forget all but the newest state, by its JSON gateway.</summary>
    private async Task CompactAsync()
    {
        var newest = await _direct.ListAsync<Event>(new ListOptions { Namespace = "default", Limit = 1 }, default);
        using var etcd = new HttpClient { BaseAddress = EtcdOf(_server) };
        using var answer = await etcd.PostAsJsonAsync(new Uri("v3/kv/compaction", UriKind.Relative), new { revision = newest.ResourceVersion, physical = true });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The address that the API server was told, from its command line.</summary>
    private static Uri EtcdOf(ApiServer server)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => File.Exists(Path.Combine(folder, "cmdline"))))
        {
            string[] arguments;
            try
            {
                arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }
            var (port, etcd) = (Array.IndexOf(arguments, "--secure-port"), Array.IndexOf(arguments, "--etcd-servers"));
            if (port > 0 && etcd > 0 && arguments[port + 1] == $"{server.Address.Port}")
                return new Uri(arguments[etcd + 1]);
        }
        throw new InvalidOperationException("the API server's process was not found");
    }
}
