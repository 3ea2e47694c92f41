using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Retention;

namespace Janitor.Operator.Workers;

/// <summary>What the pods of a worker Job tell.</summary>
internal static class WorkerPods
{
    /// <summary>What the Job's container waits for without anything being wrong.</summary>
    private static readonly string[] Beginnings = ["ContainerCreating", "PodInitializing"];

    /// <summary>The result of the run that one of them left; null when none has. One that was ended early has none: the next goes on where it stopped.</summary>
    public static RunSummary? ResultOf(IEnumerable<Pod> pods, string runId) => pods
        .Select(pod => ResultOf(Terminated(pod)))
        .FirstOrDefault(summary => summary?.Id == runId && !WasEndedEarly(summary));

    /// <summary>The last words of those that have ended.</summary>
    public static IEnumerable<string> MessagesOf(IEnumerable<Pod> pods) => pods.Select(pod => Terminated(pod)?.Message).OfType<string>();

    /// <summary>What keeps the newest from beginning; null when nothing does.</summary>
    public static string? HindranceOf(IEnumerable<Pod> pods)
    {
        if (pods.Where(pod => pod.Status?.Phase == "Pending").MaxBy(pod => pod.Metadata.CreationTimestamp) is not { Status: { } status } pod)
            return null;
        if (status.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } scheduled)
            return $"pod {pod.Metadata.Name} cannot be scheduled: {scheduled.Message}";
        var waiting = status.ContainerStatuses?.Select(container => container.State?.Waiting).FirstOrDefault(state => state is not null);
        return waiting?.Reason is null || Beginnings.Contains(waiting.Reason)
            ? null
            : $"pod {pod.Metadata.Name} cannot begin: {waiting.Reason}{(waiting.Message is null ? "" : $": {waiting.Message}")}";
    }

    /// <summary>How the newest ended that left no result; null when none has ended.</summary>
    public static string? EndOf(IEnumerable<Pod> pods)
    {
        if (pods.Where(pod => pod.Status?.Phase == "Failed").MaxBy(pod => pod.Metadata.CreationTimestamp) is not { } pod)
            return null;
        if (pod.Status!.Reason is { } reason)
            return $"pod {pod.Metadata.Name}: {reason}{(pod.Status.Message is null ? "" : $": {pod.Status.Message}")}";
        return Terminated(pod) switch
        {
            { Reason: "OOMKilled" } => $"pod {pod.Metadata.Name} ran out of memory; raise spec.worker.resources.limits.memory",
            { } end when ResultOf(end) is { } result && WasEndedEarly(result) => $"pod {pod.Metadata.Name} was ended before it was done",
            { } end => $"pod {pod.Metadata.Name} ended with exit code {end.ExitCode}{(end.Message is null ? "" : $": {end.Message}")}; its log tells more",
            null => $"pod {pod.Metadata.Name} failed",
        };
    }

    private static RunSummary? ResultOf(ContainerStateTerminated? end) => end?.Message is { } message ? RunSummaries.Unpack(message) : null;

    private static bool WasEndedEarly(RunSummary summary) => summary.StopReason == nameof(StopReason.Cancelled);

    private static ContainerStateTerminated? Terminated(Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(container => container.State?.Terminated).FirstOrDefault(state => state is not null);
}
