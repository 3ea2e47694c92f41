using System.Text;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Hosting;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Janitor.Kubernetes.Tests.Events;

/// <summary>Events at the real API server, which checks what it is given, on a clock that the test moves.</summary>
public sealed class EventRecorderTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567));
    private readonly CancellationTokenSource _stop = new();
    private readonly RuntimeMetrics _metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
    private RealCluster _cluster = null!;
    private InterceptedClient _client = null!;
    private ConfigMap _map = null!;

    public async Task InitializeAsync()
    {
        _cluster = await RealCluster.StartAsync();
        _client = new InterceptedClient(_cluster.Client);
        _map = await _cluster.Client.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = "m", Namespace = _cluster.Namespace } }, default);
    }

    public Task DisposeAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _stop.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Record_OfAnObject_IsShownByKubectl()
    {
        await TellAsync(recorder => recorder.Record(_map, EventType.Warning, "TooMuch", "Count", "there are 7 of them", Widget()));

        var e = Assert.Single(await EventsAsync());
        Assert.Equal(("Warning", "TooMuch", "Count", "there are 7 of them"), (e.Type, e.Reason, e.Action, e.Note));
        Assert.Equal(("test.example/operator", Environment.MachineName), (e.ReportingController, e.ReportingInstance));
        Assert.Equal(_time.GetUtcNow().AddTicks(-7), e.EventTime);
        Assert.Equal(new ObjectReference { ApiVersion = "v1", Kind = "ConfigMap", Namespace = _cluster.Namespace, Name = "m", Uid = _map.Metadata.Uid }, e.Regarding);
        Assert.Equal("w", e.Related!.Name);
        Assert.Null(e.Series);
        Assert.StartsWith("m.", e.Metadata.Name, StringComparison.Ordinal);
        var shown = await _cluster.Server.KubectlAsync(["describe", "configmap", "m", "--namespace", _cluster.Namespace]);
        Assert.Contains("there are 7 of them", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_SameAgainWithAnotherNote_IsASeriesOfTheFirst()
    {
        await TellAsync(recorder =>
        {
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "took 1 s");
            _time.Advance(TimeSpan.FromSeconds(30));
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "took 2 s");
            _time.Advance(TimeSpan.FromSeconds(30));
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "took 3 s");
        });

        var e = Assert.Single(await EventsAsync());
        Assert.Equal("took 1 s", e.Note);
        Assert.Equal(3, e.Series!.Count);
        Assert.Equal(_time.GetUtcNow().AddTicks(-7), e.Series.LastObservedTime);
    }

    [Fact]
    public async Task Record_AnotherReasonTypeActionOrObject_IsAnEventOfItsOwn()
    {
        await TellAsync(recorder =>
        {
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
            recorder.Record(_map, EventType.Normal, "Failed", "Run", "note");
            recorder.Record(_map, EventType.Warning, "Ran", "Run", "note");
            recorder.Record(_map, EventType.Normal, "Ran", "Walk", "note");
            recorder.Record(Widget(), EventType.Normal, "Ran", "Run", "note");
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "note", Widget());
        });

        Assert.Equal(6, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task Record_RepeatsOften_FirstRepeatIsWrittenAtOnceAndThenOnceAMinute()
    {
        var recorder = Recorder();
        var running = recorder.RunAsync(_stop.Token);
        async Task RepeatAsync(int merges)
        {
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
            await Eventually.HoldsAsync(() => recorder.Waiting == 0 && _client.Requests.Count(r => r == "merge events") == merges && _time.Waiting > 0);
        }
        await RepeatAsync(0);
        await RepeatAsync(1);
        for (var i = 0; i < 5; i++)
            await RepeatAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => _client.Requests.Count(r => r == "merge events") == 2);

        Assert.Equal(7, Assert.Single(await EventsAsync(e => e.Series?.Count == 7)).Series!.Count);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Record_AgainAfterSixQuietMinutes_IsANewEvent()
    {
        var recorder = Recorder();
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "first");
        var running = recorder.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _time.Waiting == 1);
        _time.Advance(EventRecorder.SeriesEnd);
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "second");
        recorder.Complete();
        await running;

        Assert.Equal(["first", "second"], (await EventsAsync()).Select(e => e.Note).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Record_ManyInOneTick_HaveNamesOfTheirOwn()
    {
        await TellAsync(recorder =>
        {
            for (var i = 0; i < 50; i++)
                recorder.Record(_map, EventType.Normal, $"Reason{i}", "Run", "note");
        });

        Assert.Equal(50, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task Record_OfAClusterScopedObject_IsInTheDefaultNamespace()
    {
        // Not at the real server: 1.20 takes these in kube-system alone, later ones here too, where client-go puts them.
        var client = new Mock<IKubernetesClient>();
        var recorder = Recorder(client.Object);
        recorder.Record(new Node { Metadata = new ObjectMeta { Name = "n" } }, EventType.Normal, "Seen", "Look", "note");
        recorder.Complete();
        await recorder.RunAsync(_stop.Token);

        client.Verify(c => c.CreateAsync(It.Is<Event>(e => e.Metadata.Namespace == "default" && e.Regarding!.Namespace == null), It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task Record_LongNameAndNote_AreCutToWhatTheServerTakes()
    {
        var name = new string('a', 240) + ".b-c-d-e-f-g";
        var map = await _cluster.Client.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = _cluster.Namespace } }, default);
        await TellAsync(recorder => recorder.Record(map, EventType.Normal, "Ran", "Run", string.Concat(Enumerable.Repeat("ä😀", 400))));

        var e = Assert.Single(await EventsAsync());
        Assert.InRange(Encoding.UTF8.GetByteCount(e.Note!), 1018, 1024);
        Assert.EndsWith("😀…", e.Note, StringComparison.Ordinal);
        Assert.Equal(name, e.Regarding!.Name);
    }

    [Fact]
    public async Task Record_ThousandWait_DropsAndCounts()
    {
        var recorder = Recorder();
        for (var i = 0; i < 1005; i++)
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
        Assert.Equal(1000, recorder.Waiting);
        Assert.Equal(5, recorder.Dropped);
        recorder.Complete();
        await recorder.RunAsync(_stop.Token);

        Assert.Equal(1000, Assert.Single(await EventsAsync()).Series!.Count);
    }

    [Fact]
    public async Task RunAsync_NobodyAnswers_TriesAgain()
    {
        var recorder = Recorder();
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
        _client.Before = (_, _) => throw InterceptedClient.Unreachable;
        var running = recorder.RunAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(5));
        await PassAsync(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => _client.Requests.Count == 3 && _time.Waiting == 1);
        _client.Before = (_, _) => Task.CompletedTask;
        await PassAsync(TimeSpan.FromSeconds(10));
        recorder.Complete();
        await running;

        Assert.Single(await EventsAsync());
    }

    [Fact]
    public async Task RunAsync_NobodyAnswersForTwoMinutes_GivesTheEventUp()
    {
        var recorder = Recorder();
        recorder.Record(_map, EventType.Normal, "Lost", "Run", "note");
        _client.Before = (_, _) => throw InterceptedClient.Unreachable;
        var running = recorder.RunAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 10; i++)
            await PassAsync(TimeSpan.FromSeconds(10));
        recorder.Complete();
        await running;

        Assert.Equal(12, _client.Requests.Count);
        Assert.Equal(1, recorder.Dropped);
    }

    [Fact]
    public async Task RunAsync_ServerRefuses_GoesOnWithTheNext()
    {
        await TellAsync(recorder =>
        {
            recorder.Record(_map, EventType.Normal, new string('x', 200), "Run", "the reason is too long");
            recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
        });

        Assert.Equal("Ran", Assert.Single(await EventsAsync()).Reason);
    }

    [Fact]
    public async Task RunAsync_EventOfTheSeriesIsForgottenByTheServer_TellsItAnew()
    {
        var recorder = Recorder();
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "note");
        var running = recorder.RunAsync(_stop.Token);
        var first = Assert.Single(await EventsAsync(e => e.Reason == "Ran"));
        await _cluster.Client.DeleteAsync<Event>(first.Metadata.Name, _cluster.Namespace, null, default);
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "again");
        recorder.Record(_map, EventType.Normal, "Ran", "Run", "and again");
        recorder.Complete();
        await running;

        var e = Assert.Single(await EventsAsync());
        Assert.NotEqual(first.Metadata.Name, e.Metadata.Name);
    }

    private EventRecorder Recorder(IKubernetesClient? client = null) => new(
        client ?? _client, new OperatorOptions { Name = "test.example/operator" }, _time, () => 0.5, _metrics, NullLogger<EventRecorder>.Instance);

    private async Task TellAsync(Action<EventRecorder> tell)
    {
        var recorder = Recorder();
        tell(recorder);
        recorder.Complete();
        await recorder.RunAsync(_stop.Token);
    }

    private async Task PassAsync(TimeSpan pause)
    {
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == pause);
        _time.Advance(pause);
    }

    private Widget Widget() => new() { Metadata = new ObjectMeta { Name = "w", Namespace = _cluster.Namespace, Uid = "u" } };

    private async Task<IReadOnlyList<Event>> EventsAsync(Func<Event, bool>? until = null)
    {
        IReadOnlyList<Event> events = [];
        await Eventually.HoldsAsync(async () =>
        {
            events = (await _cluster.Client.ListAsync<Event>(new ListOptions { Namespace = _cluster.Namespace }, default)).Items;
            return until is null || events.Any(until);
        });
        return events;
    }
}
