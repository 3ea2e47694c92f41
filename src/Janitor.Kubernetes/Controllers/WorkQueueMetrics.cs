namespace Janitor.Kubernetes.Controllers;

/// <summary>What one work queue tells of itself.</summary>
internal sealed class WorkQueueMetrics(RuntimeMetrics metrics, string name)
{
    private readonly KeyValuePair<string, object?>[] _tags = [new("name", name), new("controller", name)];

    public void Added() => metrics.QueueAdds.Add(1, _tags);

    public void Delayed() => metrics.QueueRetries.Add(1, _tags);

    public void Taken(TimeSpan waited) => metrics.QueueDuration.Record(waited.TotalSeconds, _tags);

    public void Done(TimeSpan worked) => metrics.WorkDuration.Record(worked.TotalSeconds, _tags);

    /// <summary>Has the queue asked whenever someone reads the gauges.</summary>
    public void Observe(Func<int> depth, Func<IReadOnlyList<TimeSpan>> processing) => metrics.Observe(new QueueState(_tags, depth, processing));

    internal sealed record QueueState(KeyValuePair<string, object?>[] Tags, Func<int> Depth, Func<IReadOnlyList<TimeSpan>> Processing);
}
