namespace Janitor.Kubernetes.Events;

/// <summary>How an event is to be taken.</summary>
public enum EventType
{
    /// <summary>All is well.</summary>
    Normal,

    /// <summary>Something is wrong.</summary>
    Warning,
}
