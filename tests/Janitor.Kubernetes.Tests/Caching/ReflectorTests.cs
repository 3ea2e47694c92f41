using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.TestBench;
using Microsoft.Extensions.Logging.Abstractions;
using static Janitor.Kubernetes.Tests.Caching.ScriptedWatches;

namespace Janitor.Kubernetes.Tests.Caching;

public sealed class ReflectorTests : IAsyncLifetime, IDisposable
{
    private readonly ScriptedWatches _server = new();
    private readonly ManualTime _time = new();
    private readonly ObjectCache<ConfigMap> _cache = new(null, NullLogger<ObjectCache<ConfigMap>>.Instance);
    private readonly CancellationTokenSource _stop = new();
    private double _chance;
    private Reflector<ConfigMap>? _reflector;
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_FirstList_TakesWhatTheServerHasInPages()
    {
        _server.Page("7", "more", Map("a", "1")).Page("7", "rest", Map("b", "2")).Page("7", null, Map("c", "3"));
        Start();
        await AskedAsync(4);

        Assert.Equal(
            [
                new ListOptions { ResourceVersion = "0", Limit = 500 },
                new ListOptions { Limit = 500, Continue = "more" },
                new ListOptions { Limit = 500, Continue = "rest" },
            ],
            _server.Lists);
        Assert.Equal(["a", "b", "c"], Names());
        Assert.Equal("7", _server.Watches[0].ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_LaterPageHasExpired_ListsAllAtOnce()
    {
        _server.Page("7", "more", Map("a", "1"), Map("gone", "1")).ListFails(Error(410, "Expired")).List("9", Map("a", "1"), Map("b", "2"));
        Start();
        await AskedAsync(4);

        Assert.Equal(new ListOptions { ResourceVersion = "0" }, _server.Lists[2]);
        Assert.Equal(["a", "b"], Names());
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 7.5)]
    public async Task RunAsync_Watch_IsToEndBetweenFiveAndTenMinutes(double chance, double minutes)
    {
        _chance = chance;
        _server.List("1");
        Start();
        await AskedAsync(2);

        Assert.Equal(TimeSpan.FromMinutes(minutes), _server.Watches[0].Timeout);
    }

    [Fact]
    public async Task RunAsync_Selectors_AreAskedForInEachRequest()
    {
        _server.Page("1", "more").List("1");
        Start(new CacheOptions<ConfigMap> { LabelSelector = "a=b", FieldSelector = "metadata.name=x" }, "space");
        await AskedAsync(3);

        Assert.All(_server.Lists, list => Assert.Equal(("a=b", "metadata.name=x", "space"), (list.LabelSelector, list.FieldSelector, list.Namespace)));
        var watch = Assert.Single(_server.Watches);
        Assert.Equal(("a=b", "metadata.name=x", "space"), (watch.LabelSelector, watch.FieldSelector, watch.Namespace));
    }

    [Fact]
    public async Task RunAsync_Events_ChangeTheCache()
    {
        _server.List("1", Map("a", "1"), Map("b", "1")).WatchHangs(Added(Map("c", "2")), Modified(Map("a", "3")), Deleted(Map("b", "4")));
        Start();
        await Eventually.HoldsAsync(() => Names() is ["a", "c"]);

        Assert.Equal("3", _cache.Get(new ObjectKey("default", "a"))!.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_WatchEnds_GoesOnFromTheLastEventOrBookmarkWithoutAList()
    {
        _server.List("1").Watch(Added(Map("a", "2"))).Watch(Added(Map("b", "3")), Bookmark("90"));
        Start();
        await AskedAsync(4);

        Assert.Equal(["1", "2", "90"], _server.Watches.Select(w => w.ResourceVersion));
        Assert.Single(_server.Lists);
    }

    [Fact]
    public async Task RunAsync_WatchHasExpired_ListsAtTheLastVersionAndMakesUpDeletions()
    {
        var changes = new List<ObjectChange<ConfigMap>>();
        _server.List("1", Map("a", "1"), Map("b", "1")).WatchFails(Error(410, "Expired"), Bookmark("5")).List("8", Map("b", "1"), Map("c", "7"));
        using (_cache.Follow(replay: false, changes.Add))
        {
            Start();
            await PauseAsync(Backoff.First);
            await AskedAsync(4);
        }

        // A limit would ask for exactly that version.
        Assert.Equal(new ListOptions { ResourceVersion = "5" }, _server.Lists[1]);
        Assert.Equal("8", _server.Watches[1].ResourceVersion);
        Assert.Equal([(null, "a"), (null, "b"), ("a", null), (null, "c")], changes.Select(c => (c.Old?.Metadata.Name, c.New?.Metadata.Name)));
    }

    [Theory]
    [InlineData(410, "Expired", null)]
    [InlineData(504, "Timeout", "ResourceVersionTooLarge")]
    public async Task RunAsync_VersionIsUnavailable_ListsTheNewest(int code, string reason, string? cause)
    {
        var status = new ApiStatus { Details = new ApiStatusDetails { Causes = [new ApiStatusCause { Reason = cause }] } };
        _server.List("5").WatchFails(Error(410, "Expired")).ListFails(new ApiException(code, reason, "refused", status)).ListFails(Error(500)).List("3");
        Start();
        await PauseAsync(Backoff.First);
        await PauseAsync(Backoff.First * 2);
        await AskedAsync(6);

        Assert.Equal(["0", "5", null, null], _server.Lists.Select(l => l.ResourceVersion));
        Assert.Equal([500, null, 500, 500], _server.Lists.Select(l => l.Limit));
        Assert.Equal("3", _server.Watches[1].ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_TooManyRequests_WaitsAsAskedAndKeepsTheVersion()
    {
        _server.List("1");
        for (var i = 0; i < 8; i++)
            _server.WatchFails(Error(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(40)));
        Start();
        for (var i = 0; i < 8; i++)
            await PauseAsync(TimeSpan.FromSeconds(40));
        await AskedAsync(10);

        Assert.Single(_server.Lists);
        Assert.All(_server.Watches, watch => Assert.Equal("1", watch.ResourceVersion));
    }

    [Fact]
    public async Task RunAsync_ServerErrorsInTheWatch_AreRetriedAFewTimesBeforeAList()
    {
        _server.List("1").WatchFails(Error(500)).WatchFails(Error(500)).WatchFails(Error(500)).WatchFails(Error(500)).List("2");
        Start();
        foreach (var factor in (int[])[1, 2, 4, 8])
            await PauseAsync(Backoff.First * factor);
        await AskedAsync(7);

        Assert.Equal(4, _server.Requests.Skip(1).TakeWhile(r => r is WatchOptions).Count());
        Assert.Equal(new ListOptions { ResourceVersion = "1" }, _server.Lists[1]);
    }

    [Fact]
    public async Task RunAsync_WatchIsForbidden_ListsAgain()
    {
        _server.List("1").WatchFails(Error(403, "Forbidden", "may not watch")).List("2");
        Start();
        await PauseAsync(Backoff.First);
        await AskedAsync(4);

        Assert.Equal(2, _server.Lists.Count);
    }

    [Fact]
    public async Task RunAsync_WatchEndsAtOnceWithoutALine_Pauses()
    {
        _server.List("1").Watch();
        Start();
        await PauseAsync(Backoff.First);
        await AskedAsync(3);

        Assert.Equal("1", _server.Watches[1].ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_SilentWatch_ConnectsAgainAtOnceWithoutAList()
    {
        _server.List("1").WatchHangs(Bookmark("5"), Added(Map("a", "6")));
        Start();
        await Eventually.HoldsAsync(() => _cache.Count == 1);
        _time.Advance(Reflector<ConfigMap>.LongestSilence - TimeSpan.FromSeconds(1));
        Assert.Single(_server.Watches);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AskedAsync(3);

        Assert.Equal("6", _server.Watches[1].ResourceVersion);
        Assert.Single(_server.Lists);
    }

    [Fact]
    public async Task RunAsync_LineArrives_SilenceBeginsAnew()
    {
        var last = new TaskCompletionSource();
        _server.LastLine = last.Task;
        _server.List("1").WatchHangs(Added(Map("a", "2")), Added(Map("b", "3")));
        Start();
        await Eventually.HoldsAsync(() => _cache.Count == 1);
        _time.Advance(Reflector<ConfigMap>.LongestSilence - TimeSpan.FromSeconds(1));
        last.SetResult();
        await Eventually.HoldsAsync(() => _cache.Count == 2);
        Assert.Equal([_time.GetUtcNow() + Reflector<ConfigMap>.LongestSilence], _time.Due);
    }

    [Fact]
    public async Task RunAsync_ObjectThatCannotBeRead_IsPassedOver()
    {
        _server.List("1").Watch(Unreadable(WatchEventType.Added, "2"), Added(Map("a", "3")), Unreadable(WatchEventType.Modified, "4"));
        Start();
        await AskedAsync(3);

        Assert.Equal(["a"], Names());
        Assert.Equal("4", _server.Watches[1].ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_DeletedObjectCannotBeRead_ListsToLearnWhichItWas()
    {
        _server.List("1", Map("a", "1"), Map("b", "1")).Watch(Unreadable(WatchEventType.Deleted, "2")).List("3", Map("b", "1"));
        Start();
        await PauseAsync(Backoff.First);
        await AskedAsync(4);

        Assert.Equal(["b"], Names());
    }

    [Fact]
    public async Task RunAsync_ListFails_TriesAgainAndSaysWhy()
    {
        _server.ListFails(Error(403, "Forbidden", "may not list")).ListFails(new InvalidOperationException("whatever")).List("1");
        Start();
        await Eventually.HoldsAsync(() => _reflector!.Problem == "may not list");
        Assert.False(_reflector!.Listed.IsCompleted);
        await PauseAsync(Backoff.First);
        await PauseAsync(Backoff.First * 2);
        await _reflector.Listed;

        await AskedAsync(4);
        Assert.Null(_reflector.Problem);
    }

    [Fact]
    public async Task RunAsync_Transform_ChangesWhatIsListedAndWatched()
    {
        _server.List("1", Map("a", "1")).WatchHangs(Added(Map("b", "2")));
        Start(new CacheOptions<ConfigMap> { Transform = map => map with { Data = new Dictionary<string, string> { ["seen"] = map.Metadata.Name } } });
        await Eventually.HoldsAsync(() => _cache.Count == 2);

        Assert.All(_cache.All(), map => Assert.Equal(map.Metadata.Name, map.Data!["seen"]));
    }

    private void Start(CacheOptions<ConfigMap>? options = null, string? @namespace = null)
    {
        _reflector = new Reflector<ConfigMap>(_server, _cache, @namespace, options ?? new(), _time, () => _chance, NullLogger.Instance);
        _running = Task.Run(() => _reflector.RunAsync(_stop.Token));
    }

    private Task AskedAsync(int requests) => Eventually.HoldsAsync(() => _server.Requests.Count == requests);

    /// <summary>Waits for a pause and lets it pass; a tick less is not enough.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == pause);
        var before = _server.Requests.Count;
        _time.Advance(pause - TimeSpan.FromTicks(1));
        Assert.Equal(before, _server.Requests.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        await Eventually.HoldsAsync(() => _server.Requests.Count > before);
    }

    private string[] Names() => [.. _cache.All().Select(map => map.Metadata.Name).Order(StringComparer.Ordinal)];
}
