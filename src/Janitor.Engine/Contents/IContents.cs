using Janitor.Engine.Inventory;

namespace Janitor.Engine.Contents;

/// <summary>Reads and writes what a store's items hold. Thread-safe. What goes wrong with one item is a <see cref="ContentException"/>.</summary>
public interface IContents
{
    /// <summary>Opens an item's content for reading, provided the item is what was listed.</summary>
    /// <exception cref="ContentException">It has gone, has changed since, or cannot be read.</exception>
    ValueTask<IContent> OpenAsync(Item item, CancellationToken cancellationToken);

    /// <summary>Why the store can hold nothing at a path, in words for the user; null when it can.</summary>
    /// <param name="path">The path or key below the target.</param>
    string? Refuse(ReadOnlySpan<byte> path);

    /// <summary>What is at a path now; null when there is nothing that the store would list.</summary>
    /// <exception cref="ContentException">It cannot be seen.</exception>
    ValueTask<Item?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken);

    /// <summary>Begins to write an item. Nobody sees it before it is whole.</summary>
    /// <param name="path">Where it goes; not one that <see cref="Refuse"/> refuses.</param>
    /// <param name="size">Its length in bytes; null when nobody knows yet: it may then have up to <see cref="IIncomingContent.Longest"/>.</param>
    /// <param name="metadata">What is known of it besides its content; what the store has no place for is dropped.</param>
    /// <param name="overwrite">Whether it may take the place of what is there. When not, and the store can tell, that is left, with an error.</param>
    /// <param name="readBack">Whether what arrived is to be read even where the store tells another digest of it than its SHA-256.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ContentException">It cannot be written.</exception>
    ValueTask<IIncomingContent> BeginAsync(
        ReadOnlyMemory<byte> path, long? size, ContentMetadata metadata, bool overwrite, bool readBack, CancellationToken cancellationToken);

    /// <summary>Removes what processes that were killed left half written. What cannot be seen or removed stays.</summary>
    /// <param name="isOurs">Whether what goes by a trace (<see cref="IIncomingContent.Trace"/>) on its way to a path is to be removed: others write there, too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask SweepAsync(Func<ReadOnlyMemory<byte>, string, bool> isOurs, CancellationToken cancellationToken);

    /// <summary>Returns when what was written so far would outlast a loss of power.</summary>
    ValueTask SettleAsync(CancellationToken cancellationToken);
}
