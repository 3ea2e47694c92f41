using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Janitor.Kubernetes.Tests.Controllers;

public sealed class ControllerLoopTests : IAsyncLifetime, IDisposable
{
    private static readonly ObjectKey Key = new("space", "w");

    private readonly ManualTime _time = new();
    private readonly ProbeController<Widget> _probe = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, double> _metrics = new();
    private readonly MeterListener _listener = new();
    private ServiceProvider? _services;
    private Task _running = Task.CompletedTask;

    private ObjectCache<Widget> Cache => _services!.GetRequiredService<ObjectCache<Widget>>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _services!.DisposeAsync();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task RunAsync_ObjectsThatAreThere_AreLookedAt()
    {
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
    }

    [Theory]
    [InlineData("status", 0)]
    [InlineData("generation", 1)]
    [InlineData("watched annotation", 1)]
    [InlineData("other annotation", 0)]
    [InlineData("every change", 1)]
    [InlineData("deletion", 1)]
    public async Task RunAsync_Change_IsLookedAtWhenItMatters(string change, int looks)
    {
        Prepare(options =>
        {
            options.Annotations.Add("run-at");
            options.EveryChange = change == "every change";
        }, finalizes: true);
        Cache.Set(Widget("1") with { Metadata = Widget("1").Metadata with { Finalizers = ["test.example/probe"] } });
        Start();
        await LooksAsync(1);
        var changed = Widget("2");
        if (change == "generation")
            changed.Metadata.Generation = 2;
        changed.Metadata.Annotations = change.EndsWith("annotation", StringComparison.Ordinal)
            ? new Dictionary<string, string> { [change.StartsWith("watched", StringComparison.Ordinal) ? "run-at" : "other"] = "now" } : null;
        changed.Metadata.DeletionTimestamp = change == "deletion" ? _time.GetUtcNow() : null;
        changed.Metadata.Finalizers = ["test.example/probe"];
        Cache.Set(changed);

        await IdleAsync();
        Assert.Equal(1 + looks, _probe.Reconciled.Count + _probe.Finalized.Count);
        Assert.Equal(change == "deletion" ? 1 : 0, _probe.Finalized.Count);
    }

    [Fact]
    public async Task RunAsync_KindWithoutGeneration_LooksAtEveryChange()
    {
        Prepare();
        Cache.Set(Widget("1", generation: 0));
        Start();
        await LooksAsync(1);
        Cache.Set(Widget("2", generation: 0));
        await LooksAsync(2);
    }

    [Fact]
    public async Task RunAsync_Resync_LooksAtAll()
    {
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        Cache.Resync();
        await LooksAsync(2);
    }

    [Fact]
    public async Task RunAsync_ChangesWhileItLooks_AreLookedAtOnceAfterwards()
    {
        var proceed = new TaskCompletionSource();
        _probe.OnReconcile = async (entity, _) =>
        {
            await proceed.Task;
            return ReconciliationResult<Widget>.Success(entity);
        };
        Prepare(options => options.Workers = 4);
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        for (var generation = 2; generation < 9; generation++)
            Cache.Set(Widget($"{generation}", generation));
        Assert.Single(_probe.Reconciled);
        proceed.SetResult();
        await LooksAsync(2);

        Assert.Equal("8", _probe.Reconciled.Last().Metadata.ResourceVersion);
        await IdleAsync();
        Assert.Equal(2, _probe.Reconciled.Count);
    }

    [Fact]
    public async Task RunAsync_Failure_IsTriedAgainLaterEachTimeUntilItSucceeds()
    {
        var failures = 0;
        _probe.OnReconcile = (entity, _) => ++failures switch
        {
            1 => throw new InvalidOperationException("mistake"),
            2 => Task.FromResult(ReconciliationResult<Widget>.Failure(entity, "not yet")),
            _ => Task.FromResult(ReconciliationResult<Widget>.Success(entity)),
        };
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAfterAsync(2, TimeSpan.FromMilliseconds(5));
        await LooksAfterAsync(3, TimeSpan.FromMilliseconds(10));
        await IdleAsync();

        Assert.Equal(0, _time.Waiting);
        Assert.Equal((2, 1, 2), (Metric("controller_runtime_reconcile_total{controller=widget,result=error}"),
            Metric("controller_runtime_reconcile_total{controller=widget,result=success}"), Metric("controller_runtime_reconcile_errors_total{controller=widget}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_ResultWithADelay_ForgetsFailuresAndComesAgain(bool succeeds)
    {
        var looks = 0;
        var hour = TimeSpan.FromHours(1);
        _probe.OnReconcile = (entity, _) => Task.FromResult(++looks != 3
            ? ReconciliationResult<Widget>.Failure(entity, "not yet")
            : succeeds ? ReconciliationResult<Widget>.Success(entity, hour) : ReconciliationResult<Widget>.Failure(entity, "later", null, hour));
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAfterAsync(2, TimeSpan.FromMilliseconds(5));
        await LooksAfterAsync(3, TimeSpan.FromMilliseconds(10));
        await LooksAfterAsync(4, hour);
        await LooksAfterAsync(5, TimeSpan.FromMilliseconds(5));

        Assert.Equal(succeeds ? 1 : 0, Metric("controller_runtime_reconcile_total{controller=widget,result=requeue_after}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_TerminalError_IsNotTriedAgainUntilTheObjectChanges(bool throws)
    {
        var error = new TerminalException("spec.size is negative");
        _probe.OnReconcile = (entity, _) => throws ? throw error : Task.FromResult(ReconciliationResult<Widget>.Failure(entity, error.Message, error));
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        await IdleAsync();
        Assert.Equal(0, _time.Waiting);
        Assert.Equal(1, Metric("controller_runtime_terminal_reconcile_errors_total{controller=widget}"));

        Cache.Set(Widget("2", generation: 2));
        await LooksAsync(2);
    }

    [Fact]
    public async Task RunAsync_ObjectIsGone_TellsTheControllerItsLastStateUntilItSucceeds()
    {
        _probe.OnDeleted = (entity, _) => _probe.Deleted.Count == 1 ? throw new InvalidOperationException("mistake")
            : Task.FromResult(ReconciliationResult<Widget>.Success(entity));
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        Cache.Remove(Widget("5"));
        await Eventually.HoldsAsync(() => _time.Waiting == 1);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        await IdleAsync();

        Assert.Equal(["5", "5"], _probe.Deleted.Select(w => w.Metadata.ResourceVersion));
        Assert.Single(_probe.Reconciled);
    }

    [Fact]
    public async Task RunAsync_AnotherObjectOfTheName_IsTheOldOneGoneAndANewOne()
    {
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        Cache.Set(Widget("2", uid: "another"));
        await LooksAsync(2);

        Assert.Equal("u1", Assert.Single(_probe.Deleted).Metadata.Uid);
    }

    [Fact]
    public async Task Enqueue_FromOutside_LooksAtOnceOrAfterADelay()
    {
        Prepare();
        Cache.Set(Widget("1"));
        var queue = _services!.GetRequiredService<IControllerQueue<Widget>>();
        queue.Enqueue(Key, TimeSpan.FromMinutes(5));
        Start();
        await LooksAsync(1);
        queue.Enqueue(Key);
        queue.Enqueue(new ObjectKey("space", "unknown"));
        await LooksAsync(2);

        await LooksAfterAsync(3, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Owns_ChildChanges_LooksAtItsController()
    {
        Prepare(options => options.Owns<Job>());
        var jobs = _services!.GetRequiredService<ObjectCache<Job>>();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        var job = new Job { Metadata = new ObjectMeta { Name = "j", Namespace = "space", ResourceVersion = "1" } };
        ControllerReference.Set(Widget("1"), job);
        jobs.Set(job);
        await LooksAsync(2);
        jobs.Set(job with { Metadata = job.Metadata with { ResourceVersion = "2" } });
        await LooksAsync(3);
        jobs.Remove(job);
        await LooksAsync(4);

        jobs.Set(job with { Metadata = job.Metadata with { OwnerReferences = null } });
        jobs.Resync();
        await IdleAsync();
        Assert.Equal(4, _probe.Reconciled.Count);
    }

    [Fact]
    public async Task Watches_OtherChanges_LooksAtWhatItMapsToBeforeAndAfter()
    {
        Prepare(options => options.Watches<Pod>((pod, widgets) => widgets.All().Where(w => w.Spec?.Colour == pod.Metadata.Labels?["colour"]).Select(w => ObjectKey.Of(w))));
        var pods = _services!.GetRequiredService<ObjectCache<Pod>>();
        Cache.Set(Widget("1", name: "red") with { Spec = new WidgetSpec { Colour = "red" } });
        Cache.Set(Widget("1", name: "blue") with { Spec = new WidgetSpec { Colour = "blue" } });
        Start();
        await LooksAsync(2);
        pods.Set(Pod("1", "red"));
        await LooksAsync(3);
        pods.Set(Pod("2", "blue"));
        await LooksAsync(5);

        Assert.Equal("red", _probe.Reconciled.ElementAt(2).Metadata.Name);
        Assert.Equal(["blue", "red"], _probe.Reconciled.Skip(3).Select(w => w.Metadata.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsWhatItDoesAndIsNoFailure()
    {
        _probe.OnReconcile = async (entity, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return ReconciliationResult<Widget>.Success(entity);
        };
        Prepare();
        Cache.Set(Widget("1"));
        Start();
        await LooksAsync(1);
        await _stop.CancelAsync();
        await _running;

        Assert.Equal(0, Metric("controller_runtime_reconcile_errors_total{controller=widget}"));
    }

    [Fact]
    public async Task Metrics_OfAQueue_TellItsDepthAndWork()
    {
        var proceed = new TaskCompletionSource();
        _probe.OnReconcile = async (entity, _) =>
        {
            await proceed.Task;
            return ReconciliationResult<Widget>.Success(entity, TimeSpan.FromMinutes(1));
        };
        Prepare();
        Cache.Set(Widget("1"));
        Cache.Set(Widget("1", name: "second"));
        Start();
        await LooksAsync(1);
        _time.Advance(TimeSpan.FromSeconds(3));
        _listener.RecordObservableInstruments();

        Assert.Equal(1, Metric("workqueue_depth{name=widget,controller=widget}"));
        Assert.Equal(2, Metric("workqueue_adds_total{name=widget,controller=widget}"));
        Assert.Equal(3, Metric("workqueue_unfinished_work_seconds{name=widget,controller=widget}"));
        Assert.Equal(3, Metric("workqueue_longest_running_processor_seconds{name=widget,controller=widget}"));
        Assert.Equal((1, 1), (Metric("controller_runtime_max_concurrent_reconciles{controller=widget}"), Metric("controller_runtime_active_workers{controller=widget}")));
        proceed.SetResult();
        await IdleAsync();
        _listener.RecordObservableInstruments();

        Assert.Equal(0, Metric("workqueue_depth{name=widget,controller=widget}"));
        Assert.Equal(0, Metric("workqueue_unfinished_work_seconds{name=widget,controller=widget}"));
        Assert.Equal(3, Metric("workqueue_queue_duration_seconds{name=widget,controller=widget}"));
        Assert.Equal(3, Metric("workqueue_work_duration_seconds{name=widget,controller=widget}"));
        Assert.Equal(2, Metric("workqueue_retries_total{name=widget,controller=widget}"));
        Assert.Equal(3, Metric("controller_runtime_reconcile_time_seconds{controller=widget}"));
    }

    private void Prepare(Action<ControllerOptions<Widget>>? configure = null, bool finalizes = false)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(Mock.Of<IKubernetesClient>());
        services.AddSingleton(_probe);
        var added = services.AddKubernetesOperator(o => o.Name = "test.example/operator").AddController<ProbeController<Widget>, Widget>(configure);
        if (finalizes)
            added.AddFinalizer<ProbeController<Widget>, Widget>("test.example/probe");
        _services = services.BuildServiceProvider(validateScopes: true);
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.Start();
    }

    private void Start() => _running = Task.Run(() => _services!.GetRequiredService<IControllerLoop>().RunAsync(_stop.Token));

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = $"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}}}";
        var adds = instrument is Counter<long> or UpDownCounter<int> or Histogram<double>;
        _metrics.AddOrUpdate(key, value, (_, old) => adds ? old + value : value);
    }

    private double Metric(string key) => _metrics.GetValueOrDefault(key);

    private Task LooksAsync(int looks) => Eventually.HoldsAsync(() => _probe.Reconciled.Count == looks);

    /// <summary>Waits for a delay and lets it pass; a tick less is not enough.</summary>
    private async Task LooksAfterAsync(int looks, TimeSpan delay)
    {
        await Eventually.HoldsAsync(() => _time.Due is [var due] && due - _time.GetUtcNow() == delay);
        _time.Advance(delay - TimeSpan.FromTicks(1));
        await IdleAsync();
        Assert.Equal(looks - 1, _probe.Reconciled.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        await LooksAsync(looks);
    }

    private Task IdleAsync() => Eventually.HoldsAsync(() => _services!.GetRequiredService<ControllerLoop<Widget>>().IsIdle);

    private static Widget Widget(string version, int generation = 1, string uid = "u1", string name = "w") => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "space", Uid = uid, ResourceVersion = version, Generation = generation },
    };

    private static Pod Pod(string version, string colour) => new()
    {
        Metadata = new ObjectMeta { Name = "p", Namespace = "space", ResourceVersion = version, Labels = new Dictionary<string, string> { ["colour"] = colour } },
    };
}
