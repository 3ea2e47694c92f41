using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Janitor.Kubernetes.Controllers;

/// <summary>
/// What dashboards and alerts for controllers read: names, labels, help and buckets are controller-runtime's (pkg/metrics/workqueue.go,
/// pkg/internal/controller/metrics/metrics.go, pkg/metrics/leaderelection.go).
/// </summary>
internal sealed class RuntimeMetrics
{
    public const string MeterName = "Janitor.Kubernetes";

    private static readonly InstrumentAdvice<double> QueueBuckets = new() { HistogramBucketBoundaries = [.. Enumerable.Range(-8, 12).Select(exponent => Math.Pow(10, exponent))] };

    private static readonly InstrumentAdvice<double> ReconcileBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8,
            9, 10, 15, 20, 25, 30, 40, 50, 60,
        ],
    };

    private readonly ConcurrentQueue<WorkQueueMetrics.QueueState> _queues = [];

    public RuntimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("workqueue_depth", () => _queues.Select(q => new Measurement<int>(q.Depth(), q.Tags)), description: "Current depth of workqueue by workqueue and controller");
        QueueAdds = meter.CreateCounter<long>("workqueue_adds_total", description: "Total number of adds handled by workqueue");
        QueueDuration = meter.CreateHistogram("workqueue_queue_duration_seconds", description: "How long in seconds an item stays in workqueue before being requested", advice: QueueBuckets);
        WorkDuration = meter.CreateHistogram("workqueue_work_duration_seconds", description: "How long in seconds processing an item from workqueue takes.", advice: QueueBuckets);
        meter.CreateObservableGauge(
            "workqueue_unfinished_work_seconds",
            () => _queues.Select(q => new Measurement<double>(q.Processing().Sum(t => t.TotalSeconds), q.Tags)),
            description: "How many seconds of work has been done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads. One can deduce the number of stuck threads by observing the rate at which this increases.");
        meter.CreateObservableGauge(
            "workqueue_longest_running_processor_seconds",
            () => _queues.Select(q => new Measurement<double>(q.Processing().Select(t => t.TotalSeconds).DefaultIfEmpty().Max(), q.Tags)),
            description: "How many seconds has the longest running processor for workqueue been running.");
        QueueRetries = meter.CreateCounter<long>(
            "workqueue_retries_total",
            description: "Total number of items added to the workqueue with a non-zero delay (rate-limited requeues, explicit RequeueAfter or AddAfter calls)");
        Reconciliations = meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Total number of reconciliations per controller");
        ReconcileErrors = meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Total number of reconciliation errors per controller");
        TerminalErrors = meter.CreateCounter<long>("controller_runtime_terminal_reconcile_errors_total", description: "Total number of terminal reconciliation errors per controller");
        ReconcileTime = meter.CreateHistogram("controller_runtime_reconcile_time_seconds", description: "Length of time per reconciliation per controller", advice: ReconcileBuckets);
        MaxConcurrent = meter.CreateGauge<int>("controller_runtime_max_concurrent_reconciles", description: "Maximum number of concurrent reconciles per controller");
        ActiveWorkers = meter.CreateUpDownCounter<int>("controller_runtime_active_workers", description: "Number of currently used workers per controller");
        Leader = meter.CreateGauge<int>(
            "leader_election_master_status",
            description: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.");
        EventsDropped = meter.CreateCounter<long>("event_recorder_dropped_total", description: "Total number of events that were not told, because too many waited or the server refused them");
    }

    public Counter<long> QueueAdds { get; }

    public Histogram<double> QueueDuration { get; }

    public Histogram<double> WorkDuration { get; }

    public Counter<long> QueueRetries { get; }

    public Counter<long> Reconciliations { get; }

    public Counter<long> ReconcileErrors { get; }

    public Counter<long> TerminalErrors { get; }

    public Histogram<double> ReconcileTime { get; }

    public Gauge<int> MaxConcurrent { get; }

    public UpDownCounter<int> ActiveWorkers { get; }

    public Gauge<int> Leader { get; }

    public Counter<long> EventsDropped { get; }

    public void Observe(WorkQueueMetrics.QueueState queue) => _queues.Enqueue(queue);
}
