using Janitor.Engine.Inventory;

namespace Janitor.Engine.Contents;

/// <summary>An item on its way into a store. Disposing it before it was kept leaves nothing behind.</summary>
public interface IIncomingContent : IAsyncDisposable
{
    /// <summary>The length of each part but the last in bytes, from 1.</summary>
    int PartSize { get; }

    /// <summary>How long an item may become whose length nobody knew, in bytes: a multiple of <see cref="PartSize"/>.</summary>
    long Longest { get; }

    /// <summary>
    /// By what the store knows what has been written so far, and would keep if this process were killed, until <see cref="IContents.SweepAsync"/> removes it;
    /// null when that is nothing.
    /// </summary>
    string? Trace { get; }

    /// <summary>Writes one part; an empty item has one, which is empty. Calls may overlap. The buffer is the caller's again afterwards.</summary>
    /// <param name="offset">A multiple of <see cref="PartSize"/>.</param>
    /// <param name="part">The bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ContentException">It cannot be written.</exception>
    ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken);

    /// <summary>Ends the writing, after all parts.</summary>
    /// <returns>What arrived, to be read and compared; null when the store has told digests of all it got, and they are ours.</returns>
    /// <exception cref="ContentException">It cannot be written.</exception>
    ValueTask<IContent?> FinishAsync(CancellationToken cancellationToken);

    /// <summary>Puts what was finished in its place for good.</summary>
    /// <returns>The item as it is there now.</returns>
    /// <exception cref="ContentException">It cannot be put there.</exception>
    ValueTask<Item> KeepAsync(CancellationToken cancellationToken);
}
