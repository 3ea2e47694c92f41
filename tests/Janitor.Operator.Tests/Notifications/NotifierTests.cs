using System.Collections.Concurrent;
using System.Text;
using Janitor.Api;
using Janitor.Api.Notifications;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Metrics;
using Janitor.Operator.Notifications;
using Janitor.TestBench;
using Microsoft.Extensions.Logging;
using Moq;
using static Janitor.Api.Notifications.NotificationEvent;

namespace Janitor.Operator.Tests.Notifications;

public sealed class NotifierTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly Mock<IKubernetesClient> _client = new();
    private readonly ConcurrentQueue<string> _told = [];
    private readonly WarningLog _log = new();
    private readonly NotificationMetrics _metrics = new();
    private readonly WebhookClient _webhooks;
    private readonly Notifier _notifier;
    private readonly ILoggerFactory _loggers;
    private readonly RetentionPolicy _policy = Policies.OfVolume();

    public NotifierTests()
    {
        var events = new Mock<IEventRecorder>();
        events.Setup(recorder => recorder.Record(_policy, EventType.Warning, "NotificationFailed", "Notify", It.IsAny<string>(), null))
            .Callback((IKubernetesObject _, EventType _, string _, string _, string note, IKubernetesObject? _) => _told.Enqueue(note));
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _webhooks = new WebhookClient(new SecretReader(_client.Object), _time);
        _notifier = new Notifier(_webhooks, events.Object, _metrics, _time, _loggers.CreateLogger<Notifier>());
    }

    public async ValueTask DisposeAsync()
    {
        await _notifier.DisposeAsync();
        _webhooks.Dispose();
        _metrics.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public async Task Tell_Json_PostsTheDocument()
    {
        await using var server = await StartAsync();

        Tell([Failed], Of());

        await Eventually.HoldsAsync(() => server.Bodies.Count == 1);
        Assert.Equal($"POST /services/{WebhookServer.Key} application/json; charset=utf-8", Assert.Single(server.Heads));
        Assert.Equal(
            """
            {"kind":"RetentionPolicy","namespace":"media","name":"clips","event":"Failed","title":"a run failed","message":"<!channel> \"a\" & b","time":"2026-03-01T12:00:00Z","facts":{"run":"r1","trigger":"Schedule"}}
            """,
            server.Bodies[0]);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Tell_Slack_PostsTextWithoutMarkupOfOthers()
    {
        await using var server = await StartAsync();

        Tell([Failed], Of(webhook => webhook.Format = NotificationFormat.Slack));

        await Eventually.HoldsAsync(() => server.Bodies.Count == 1);
        Assert.Equal("""{"text":"*RetentionPolicy media/clips: a run failed*\n&lt;!channel&gt; \"a\" &amp; b\nrun: r1, trigger: Schedule"}""", server.Bodies[0]);
    }

    [Fact]
    public async Task Tell_SeveralWebhooks_EachGetsTheFirstItAsksFor()
    {
        await using var server = await StartAsync();

        Tell([LimitReached, Succeeded], Of(), Of(webhook => webhook.Events = [Succeeded]), Of(webhook => webhook.Events = [Failed]), new Notification());

        await Eventually.HoldsAsync(() => _notifier.Waiting == 0);
        Assert.Equal(["LimitReached", "Succeeded"], server.Bodies.Select(EventOf).Order());
    }

    [Theory]
    [InlineData(Succeeded, false)]
    [InlineData(Recovered, false)]
    [InlineData(RestoreSucceeded, false)]
    [InlineData(Partial, true)]
    [InlineData(Failed, true)]
    [InlineData(LimitReached, true)]
    [InlineData(Pressure, true)]
    [InlineData(BackupStale, true)]
    [InlineData(VerificationFailed, true)]
    [InlineData(RestoreFailed, true)]
    public async Task Tell_WebhookWithoutEvents_IsToldBadNews(NotificationEvent what, bool isTold)
    {
        await using var server = await StartAsync();

        Tell([what], Of(), Of(webhook => webhook.Events = [what]));

        await Eventually.HoldsAsync(() => _notifier.Waiting == 0);
        Assert.Equal(isTold ? 2 : 1, server.Bodies.Count);
    }

    [Fact]
    public async Task Tell_SameRunAgain_IsToldOnce()
    {
        await using var server = await StartAsync();

        Tell([Failed], Of());
        Tell([Failed], Of());
        Tell("r2", [Failed], Of());

        await Eventually.HoldsAsync(() => _notifier.Waiting == 0);
        Assert.Equal(2, server.Bodies.Count);
    }

    [Fact]
    public async Task Tell_ServerFailsForAWhile_TriesLaterEachTime()
    {
        await using var server = await StartAsync();
        server.Answer(500, 503, 429);

        Tell([Failed], Of());

        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(5));
        // It asks for more than the 25 s that would come now.
        await PassAsync(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => server.Bodies.Count == 4);
        await _notifier.DisposeAsync();
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Tell_NobodyListens_GivesUpAndSaysSo()
    {
        Answer($"http://127.0.0.1:{Ports.Free()}/services/{WebhookServer.Key}");

        Tell([Failed], Of());

        foreach (var pause in (double[])[1, 5, 25, 125])
            await PassAsync(TimeSpan.FromSeconds(pause));
        await AssertFailedAsync("Failed could not be told to the webhook of Secret slack, key url: 127.0.0.1: it cannot be reached; check port and network policies");
    }

    [Fact]
    public async Task Tell_ServerIsSilent_TriesAgainAfterTenSeconds()
    {
        await using var server = await StartAsync();
        server.Answer(-1);

        Tell([Failed], Of());

        await Eventually.HoldsAsync(() => server.Bodies.Count == 1);
        await PassAsync(TimeSpan.FromSeconds(10));
        await PassAsync(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => server.Bodies.Count == 2);
    }

    [Theory]
    [InlineData(404, "127.0.0.1 answered 404; check the address in Secret slack, key url, and the format")]
    [InlineData(302, "127.0.0.1 answered 302, and redirects are not followed; put the address it leads to into Secret slack, key url")]
    public async Task Tell_Refused_IsNotTriedAgain(int code, string expected)
    {
        await using var server = await StartAsync();
        server.Answer(code);

        Tell([Failed], Of());

        await AssertFailedAsync(expected);
        Assert.Single(server.Bodies);
    }

    [Theory]
    [InlineData("hunter2-T000-B000", "holds no http or https URL; put the webhook's address there")]
    [InlineData("file:///hunter2-T000-B000", "holds no http or https URL")]
    [InlineData("ftp://example.com/hunter2-T000-B000", "holds no http or https URL")]
    [InlineData("http://me:hunter2-T000-B000@127.0.0.1:1/", "the URL has a user name or password, which are not sent")]
    [InlineData("", "Secret slack has no key url, or an empty one; there are url")]
    public async Task Tell_NoAddress_IsSaidWithoutRepeatingIt(string value, string expected)
    {
        Answer(value);

        Tell([Failed], Of());

        await AssertFailedAsync(expected);
    }

    [Fact]
    public async Task Tell_SecretMissing_IsSaid()
    {
        Tell([Failed], Of());

        await AssertFailedAsync("Secret slack is missing in namespace media; create it");
    }

    [Fact]
    public async Task Tell_MoreThanCanWait_DropsAndSaysSo()
    {
        var server = await StartAsync();
        server.Answer([.. Enumerable.Repeat(-1, 8)]);

        for (var i = 0; i <= Notifier.Capacity; i++)
            Tell($"r{i}", [Failed], Of());

        Assert.Contains("more than 1000 notifications wait to be sent", Assert.Single(_told), StringComparison.Ordinal);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_SomeAreBeingSentAndSomeWait_TheFirstGoOut()
    {
        await using var server = await StartAsync();
        server.Answer(500);
        Tell("waits", [Failed], Of());
        await Eventually.HoldsAsync(() => _time.Due.Contains(_time.GetUtcNow() + TimeSpan.FromSeconds(1)));

        await _notifier.DisposeAsync();

        Assert.Contains("the operator ended before it could be sent", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Single(server.Bodies);
    }

    private static Notification Of(Action<Notification>? with = null)
    {
        var webhook = new Notification { WebhookSecretRef = new SecretKeyReference { Name = "slack", Key = "url" } };
        with?.Invoke(webhook);
        return webhook;
    }

    private static string EventOf(string body) => (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["event"]!;

    private void Tell(NotificationEvent[] events, params Notification[] notify) => Tell("r1", events, notify);

    private void Tell(string id, NotificationEvent[] events, params Notification[] notify) => _notifier.Tell(_policy, notify, new News
    {
        Id = id,
        Events = events,
        Title = "a run failed",
        Message = "<!channel> \"a\" & b",
        Facts = [new("run", id), new("trigger", "Schedule")],
    });

    private async Task<WebhookServer> StartAsync()
    {
        var server = await WebhookServer.StartAsync();
        // As an editor leaves it.
        Answer(server.Url + "\n");
        return server;
    }

    private void Answer(string url) => _client.Setup(client => client.GetAsync<Secret>("slack", "media", It.IsAny<CancellationToken>()))
        .ReturnsAsync(new Secret { Data = new Dictionary<string, byte[]> { ["url"] = Encoding.UTF8.GetBytes(url) } });

    /// <summary>Lets time pass once somebody waits for as long.</summary>
    private async Task PassAsync(TimeSpan wait)
    {
        await Eventually.HoldsAsync(() => _time.Due.Contains(_time.GetUtcNow() + wait));
        _time.Advance(wait);
    }

    private async Task AssertFailedAsync(string expected)
    {
        await Eventually.HoldsAsync(() => !_told.IsEmpty);
        await _notifier.DisposeAsync();
        var told = Assert.Single(_told);
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.Contains(told, _log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookServer.Key, told + _log, StringComparison.Ordinal);
    }
}
