using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>One line of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ResourceVersion">Where to go on from after this event; null when the line did not tell.</param>
/// <param name="Entity">The object; null for a bookmark, and where it could not be decoded.</param>
/// <param name="Problem">Why the object could not be decoded; null when it could.</param>
public sealed record WatchEvent<T>(WatchEventType Type, string? ResourceVersion, T? Entity, string? Problem)
    where T : class, IKubernetesObject;
