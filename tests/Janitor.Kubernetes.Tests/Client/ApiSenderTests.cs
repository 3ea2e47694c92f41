using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Client;

/// <summary>Waiting, repeating, failing: what is the same for all requests.</summary>
public sealed class ApiSenderTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Send_AskedToComeBackLater_DoesSoWithTheSameBody(int code)
    {
        var time = new HastyTime();
        await using var cluster = await ScriptedCluster.StartAsync(time);
        cluster.Server.On(
            "POST", Maps,
            ScriptedAnswer.Failure(code, "Busy", "later", retryAfterSeconds: 7),
            ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "1"), 201));

        await cluster.Client.CreateAsync(KubernetesClientTests.Map("a"), default);

        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
        Assert.Equal(2, cluster.Server.Requests.Count);
        Assert.Equal(cluster.Server.Requests[0].Body, cluster.Server.Requests[1].Body);
    }

    [Fact]
    public async Task Send_AskedToComeBackLaterAgainAndAgain_GivesUpAfterTenTries()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Failure(429, "TooManyRequests", "later", retryAfterSeconds: 0));

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster));

        Assert.Equal(429, error.Code);
        Assert.Equal(10, cluster.Server.Requests.Count);
    }

    [Fact]
    public async Task Send_ServerErrorWithoutRetryAfter_FailsAtOnce()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Failure(500, "InternalError", "broken"));

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster));

        Assert.Equal((500, "InternalError", "broken", null), (error.Code, error.Reason, error.Status!.Message, error.RetryAfter));
        Assert.Single(cluster.Server.Requests);
    }

    [Fact]
    public async Task Send_ConflictWithRetryAfter_IsTheCallersToDecide()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Failure(409, "Conflict", "somebody else", retryAfterSeconds: 1));

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster));

        Assert.Equal((409, TimeSpan.FromSeconds(1)), (error.Code, error.RetryAfter));
        Assert.Single(cluster.Server.Requests);
    }

    [Fact]
    public async Task Send_WaitIsLongerThanARequestMayTake_IsTheCallersToDecide()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Failure(503, "Unavailable", "tomorrow", retryAfterSeconds: 86_400));

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster));

        Assert.Equal(TimeSpan.FromDays(1), error.RetryAfter);
    }

    [Fact]
    public async Task Send_CancelledWhileWaitingToComeBack_EndsAtOnce()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Failure(429, "TooManyRequests", "later", retryAfterSeconds: 60));
        using var stop = new CancellationTokenSource();

        var getting = cluster.Client.GetAsync<ConfigMap>("a", "default", stop.Token);
        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Send_NoAnswer_IsAnApiExceptionAfter100Seconds()
    {
        var time = new ManualTime();
        await using var cluster = await ScriptedCluster.StartAsync(time);
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Silence);

        var getting = GetAsync(cluster);
        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count == 1);
        time.Advance(TimeSpan.FromSeconds(99.9));
        Assert.False(getting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        var error = await Assert.ThrowsAsync<ApiException>(() => getting);

        Assert.Equal(0, error.Code);
        Assert.Equal($"get configmaps a in namespace default: {cluster.Server.Address.Authority} gave no answer within 100 s", error.Message);
    }

    [Fact]
    public async Task Send_AnswerThatDoesNotEnd_IsAnApiExceptionAfter100Seconds()
    {
        var time = new ManualTime();
        await using var cluster = await ScriptedCluster.StartAsync(time);
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Stream(async exchange =>
        {
            await exchange.SendAsync("""{"metadata":""");
            await exchange.SilenceAsync();
        }));

        var getting = GetAsync(cluster);
        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count == 1);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return getting.IsCompleted;
        });

        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => getting)).Code);
    }

    [Fact]
    public async Task Send_ConnectionCut_IsAnApiExceptionWithCode0()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("POST", Maps, ScriptedAnswer.Cut);

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.CreateAsync(KubernetesClientTests.Map("a"), default));

        Assert.Equal((0, string.Empty), (error.Code, error.Reason));
        Assert.IsType<HttpRequestException>(error.InnerException);
    }

    [Fact]
    public async Task Send_NobodyThere_IsAnApiExceptionThatNamesTheServer()
    {
        using var client = new KubernetesClient(
            new ClusterConnection { Server = new Uri("http://127.0.0.1:1") }, new KubernetesClientOptions { Types = TestJson.Default }, TimeProvider.System);

        var error = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync<ConfigMap>("a", "default", default));

        Assert.Equal(0, error.Code);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ProxysErrorPage_IsQuotedInShort()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Text("<html>\n<h1>bad gateway</h1>" + new string('x', 1000), 502));

        var error = await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster));

        Assert.Equal((502, string.Empty, null), (error.Code, error.Reason, error.Status));
        Assert.Contains("502 Bad Gateway: <html> <h1>bad gateway</h1>xxx", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 400);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var other = await ScriptedServer.StartAsync();
        await using var cluster = await ScriptedCluster.StartAsync(change: c => c with { Credentials = new FixedCredential(new Credential("secret")) });
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Text("", 302, ("Location", $"{other.Address}stolen")));

        Assert.Equal(302, (await Assert.ThrowsAsync<ApiException>(() => GetAsync(cluster))).Code);

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Send_ServerWithAPath_KeepsIt()
    {
        await using var cluster = await ScriptedCluster.StartAsync(change: c => c with { Server = new Uri(c.Server, "/k8s/clusters/c-1") });
        cluster.Server.On("GET", $"/k8s/clusters/c-1{Maps}/a", ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "1")));

        Assert.NotNull(await GetAsync(cluster));
    }

    [Fact]
    public async Task Send_ManyRequests_ShareConnections()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "1")));

        for (var i = 0; i < 20; i++)
            await GetAsync(cluster);

        Assert.Single(cluster.Server.Requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task Send_ManyAtOnce_AreNotHeldBack()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var all = new TaskCompletionSource();
        cluster.Server.On("GET", $"{Maps}/a", new ScriptedAnswer(async exchange =>
        {
            await all.Task;
            await ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "1")).GiveAsync(exchange);
        }));

        var getting = Enumerable.Range(0, 50).Select(_ => GetAsync(cluster)).ToList();
        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count == 50);
        all.SetResult();

        await Task.WhenAll(getting);
    }

    [Fact]
    public async Task Send_EachTry_IsCounted()
    {
        var counted = new ConcurrentQueue<string>();
        await using var cluster = await ScriptedCluster.StartAsync();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Name: "rest_client_requests_total", Meter.Name: "Janitor.Kubernetes" })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (labels["host"] == cluster.Server.Address.Authority)
                counted.Enqueue($"{labels["method"]} {labels["code"]} {value}");
        });
        listener.Start();
        cluster.Server.On(
            "GET", $"{Maps}/a",
            ScriptedAnswer.Failure(429, "TooManyRequests", "later", 0), ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "1")));
        cluster.Server.On("DELETE", $"{Maps}/a", ScriptedAnswer.Cut);

        await GetAsync(cluster);
        await Assert.ThrowsAsync<ApiException>(() => cluster.Client.DeleteAsync<ConfigMap>("a", "default", null, default));

        Assert.Equal(["GET 429 1", "GET 200 1", "DELETE <error> 1"], counted);
    }

    private static Task<ConfigMap?> GetAsync(ScriptedCluster cluster) => cluster.Client.GetAsync<ConfigMap>("a", "default", default);
}
