using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Events;

/// <summary>Tells people what happens to objects, as <c>kubectl describe</c> and <c>kubectl get events</c> show it.</summary>
public interface IEventRecorder
{
    /// <summary>
    /// Tells it, in the background. Never fails and never waits: when too much waits already, it is dropped and counted. The same again within six minutes, whatever
    /// the note, is counted in the first event, which keeps its note.
    /// </summary>
    /// <param name="regarding">The object, as the server knows it.</param>
    /// <param name="type">How it is to be taken.</param>
    /// <param name="reason">Why, in one CamelCase word; at most 128 characters.</param>
    /// <param name="action">What was done or tried, in one CamelCase word; at most 128 characters.</param>
    /// <param name="note">In words; cut off after 1024 bytes.</param>
    /// <param name="related">Another object that has to do with it.</param>
    void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null);
}
