namespace Janitor.Engine.Inventory;

/// <summary>What somebody opens a store for.</summary>
public enum StoreUse
{
    /// <summary>To look: nothing changes, and a directory that is missing is an empty listing.</summary>
    Read,

    /// <summary>To add things: a missing directory is made, and it is tried whether a server compares what arrives with its hash.</summary>
    Add,

    /// <summary>To remove things, or put them back: a missing directory is made, and it is tried whether a server's deletes are conditional.</summary>
    Change,
}
