namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What verification needs of the ledger: objects in the order of their keys, and how far it has come. All errors are <see cref="LedgerException"/>s.</summary>
public interface IVerificationBooks
{
    /// <summary>The next objects of a collection, in the order of their keys' bytes.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="after">The key that they come after; empty for the first ones.</param>
    /// <param name="most">How many at most: 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<BookedObject>> NextAsync(int collection, ReadOnlyMemory<byte> after, int most, CancellationToken cancellationToken);

    /// <summary>How many objects come after a key, and their bytes.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="after">The key; empty for all objects.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<(long Objects, long Bytes)> SumAsync(int collection, ReadOnlyMemory<byte> after, CancellationToken cancellationToken);

    /// <summary>An object; null when it is not in the books.</summary>
    Task<BookedObject?> FindAsync(int collection, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>The indices of those keys that are not in the books.</summary>
    Task<IReadOnlyList<int>> FindUnknownAsync(int collection, IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken);

    /// <summary>Takes down the SHA-256 of objects that had none, as far as the books have them as they are given here.</summary>
    Task LearnAsync(int collection, IReadOnlyCollection<BookedObject> hashed, CancellationToken cancellationToken);

    /// <summary>The key after which the next run goes on; null when it begins anew.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="sampled">Whether it is about runs that take a share each; the others have a place of their own.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ReadOnlyMemory<byte>?> ReadPlaceAsync(int collection, bool sampled, CancellationToken cancellationToken);

    /// <summary>Notes where the next run goes on.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="sampled">As for <see cref="ReadPlaceAsync"/>.</param>
    /// <param name="place">The key after which it does; null for the beginning.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task WritePlaceAsync(int collection, bool sampled, ReadOnlyMemory<byte>? place, CancellationToken cancellationToken);
}
