namespace Janitor.Kubernetes.Client;

/// <summary>What a line of a watch says.</summary>
public enum WatchEventType
{
    /// <summary>The object is new to the watch.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone; its last state comes along.</summary>
    Deleted,

    /// <summary>Nothing changed until this version.</summary>
    Bookmark,
}
