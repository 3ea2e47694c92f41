namespace Janitor.Engine.Inventory;

/// <summary>Receives a store's listing.</summary>
public interface IInventoryVisitor
{
    /// <summary>
    /// Looks at one batch. Called for several batches at once. The batch and what it holds must not be kept after the returned task ends.
    /// </summary>
    ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Whether anything below a folder matters to this visitor; a store may leave out what does not, and asks for as few folders as it likes. Thread-safe.
    /// </summary>
    /// <param name="folder">The folder's path below the target, without trailing slash.</param>
    bool Wants(ReadOnlySpan<byte> folder) => true;

    /// <summary>
    /// Something below the target could not be listed, such as a directory without read permission. The rest goes on. Thread-safe.
    /// </summary>
    /// <param name="path">The directory's path below the target.</param>
    /// <param name="error">What happened, in words for the user.</param>
    void Unreadable(ReadOnlyMemory<byte> path, string error);
}
