using Janitor.Kubernetes.Client;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class WatchTests
{
    private const string Maps = "/api/v1/configmaps";

    private static readonly WatchOptions Options = new() { ResourceVersion = "5", Timeout = TimeSpan.FromSeconds(301.5) };

    [Fact]
    public async Task WatchAsync_Options_AreAskedForWithBookmarks()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", "/api/v1/namespaces/n/configmaps", ScriptedAnswer.Watch());

        await ReadAllAsync(cluster, Options with { Namespace = "n", LabelSelector = "a=b", FieldSelector = "metadata.name=x" });

        Assert.Equal(
            ["allowWatchBookmarks=true", "fieldSelector=metadata.name=x", "labelSelector=a=b", "resourceVersion=5", "timeoutSeconds=302", "watch=true"],
            Assert.Single(cluster.Server.Requests).Query.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WatchAsync_Lines_AreEventsAndTheEndIsTheEnd()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Watch(
            ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "6")),
            ScriptedAnswer.Line("MODIFIED", ScriptedAnswer.Object("ConfigMap", "a", "7")),
            ScriptedAnswer.Bookmark("9"),
            ScriptedAnswer.Line("DELETED", ScriptedAnswer.Object("ConfigMap", "a", "10"))));

        var events = await ReadAllAsync(cluster, Options);

        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Bookmark, WatchEventType.Deleted], events.Select(e => e.Type));
        Assert.Equal(["6", "7", "9", "10"], events.Select(e => e.ResourceVersion));
        Assert.Equal(["a", "a", null, "a"], events.Select(e => e.Entity?.Metadata.Name));
    }

    [Fact]
    public async Task WatchAsync_ObjectThatCannotBeDecoded_IsAnEventWithAProblemAndAVersion()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Watch(
            ScriptedAnswer.Line("ADDED", """{"metadata":{"name":"bad","namespace":"n","resourceVersion":"6"},"data":7}"""),
            ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "7"))));

        var events = await ReadAllAsync(cluster, Options);

        Assert.Equal((WatchEventType.Added, "6", null), (events[0].Type, events[0].ResourceVersion, events[0].Entity));
        Assert.StartsWith("configmaps n/bad: ", events[0].Problem, StringComparison.Ordinal);
        Assert.Equal("a", events[1].Entity!.Metadata.Name);
    }

    [Theory]
    [InlineData(410, "Expired", null)]
    [InlineData(429, "TooManyRequests", 3)]
    [InlineData(500, "InternalError", null)]
    public async Task WatchAsync_ErrorInsideTheStream_IsAnApiExceptionAfterTheEventsBeforeIt(int code, string reason, int? retryAfterSeconds)
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Watch(
            ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "6")), ScriptedAnswer.Error(code, reason, "because", retryAfterSeconds)));
        var events = new List<WatchEvent<ConfigMap>>();

        var error = await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(cluster, Options, events));

        Assert.Single(events);
        Assert.Equal((code, reason), (error.Code, error.Reason));
        Assert.Equal(retryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, error.RetryAfter);
        Assert.Equal($"watch configmaps: {code} {reason}: because", error.Message);
        Assert.Single(cluster.Server.Requests);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"na""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b"}}""")]
    public async Task WatchAsync_HalfALineAndThenTheEnd_IsAnApiExceptionWithCode0(string half)
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On(
            "WATCH", Maps,
            ScriptedAnswer.Stream(exchange => exchange.SendAsync(half)),
            ScriptedAnswer.WatchThenCut(half));

        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(cluster, Options))).Code);
        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(cluster, Options))).Code);
    }

    [Fact]
    public async Task WatchAsync_LineWithoutItsEnd_IsAnEvent()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Stream(
            exchange => exchange.SendAsync(ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "6")))));

        Assert.Equal("6", Assert.Single(await ReadAllAsync(cluster, Options)).ResourceVersion);
    }

    [Fact]
    public async Task WatchAsync_CutConnection_IsAnApiExceptionAfterTheEventsBeforeIt()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var arrived = new TaskCompletionSource();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Stream(async exchange =>
        {
            await exchange.SendAsync(ScriptedAnswer.Line("ADDED", ScriptedAnswer.Object("ConfigMap", "a", "6")) + "\n");
            await arrived.Task;
            exchange.Cut();
        }));
        await using var watch = cluster.Client.WatchAsync<ConfigMap>(Options, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        arrived.SetResult();

        var error = await Assert.ThrowsAsync<ApiException>(async () => await watch.MoveNextAsync());

        Assert.Equal((0, string.Empty), (error.Code, error.Reason));
        Assert.IsAssignableFrom<IOException>(error.InnerException);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("""{"type":"HICCUP","object":{}}""")]
    [InlineData("""{"object":{}}""")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("[]")]
    [InlineData("""{"type":"ADDED","object":{}} {"type":"ADDED","object":{}}""")]
    public async Task WatchAsync_NoLineOfAWatch_IsAnApiExceptionWithCode0(string line)
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Watch(line));

        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(cluster, Options))).Code);
    }

    [Fact]
    public async Task WatchAsync_RefusedAtTheStart_IsAnApiException()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Failure(410, "Expired", "too old resource version: 5 (9)"));

        Assert.True((await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(cluster, Options))).IsExpired);
    }

    [Fact]
    public async Task WatchAsync_SilentForLongerThanARequestMayTake_GoesOn()
    {
        var time = new ManualTime();
        await using var cluster = await ScriptedCluster.StartAsync(time);
        var speak = new TaskCompletionSource();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Stream(async exchange =>
        {
            await exchange.SendAsync(ScriptedAnswer.Bookmark("6") + "\n");
            await speak.Task;
            await exchange.SendAsync(ScriptedAnswer.Bookmark("7") + "\n");
        }));
        await using var watch = cluster.Client.WatchAsync<ConfigMap>(Options, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        var next = watch.MoveNextAsync();
        time.Advance(TimeSpan.FromHours(1));
        speak.SetResult();

        Assert.True(await next);
        Assert.Equal("7", watch.Current.ResourceVersion);
    }

    [Fact]
    public async Task WatchAsync_CancelledWhileSilent_EndsAtOnceAndHangsUp()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var hungUp = SpeakOnce(cluster);
        using var stop = new CancellationTokenSource();
        await using var watch = cluster.Client.WatchAsync<ConfigMap>(Options, stop.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        var next = watch.MoveNextAsync().AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(5)));
        await hungUp.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task WatchAsync_LeftEarly_HangsUp()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var hungUp = SpeakOnce(cluster);

        await foreach (var change in cluster.Client.WatchAsync<ConfigMap>(Options, default))
        {
            Assert.Equal("6", change.ResourceVersion);
            break;
        }

        await hungUp.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<List<WatchEvent<ConfigMap>>> ReadAllAsync(ScriptedCluster cluster, WatchOptions options, List<WatchEvent<ConfigMap>>? into = null)
    {
        into ??= [];
        await foreach (var change in cluster.Client.WatchAsync<ConfigMap>(options, default))
            into.Add(change);
        return into;
    }

    /// <summary>Answers a watch with one bookmark and then with silence.</summary>
    /// <returns>Completes when the other side has hung up.</returns>
    private static Task SpeakOnce(ScriptedCluster cluster)
    {
        var hungUp = new TaskCompletionSource();
        cluster.Server.On("WATCH", Maps, ScriptedAnswer.Stream(async exchange =>
        {
            exchange.Over.Register(hungUp.SetResult);
            await exchange.SendAsync(ScriptedAnswer.Bookmark("6") + "\n");
            await exchange.SilenceAsync();
        }));
        return hungUp.Task;
    }
}
