namespace Janitor.Engine.Quotas.Ledger;

/// <summary>
/// What is known of the objects that quotas are about, so that nobody has to list a bucket to answer a question: objects by collection and key, what each tenant
/// has (kept in the same transaction), and what was promised. All errors are <see cref="LedgerException"/>s.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Finds a collection, or begins one.</summary>
    /// <param name="name">The quota: <c>namespace/name</c>.</param>
    /// <param name="store">What tells its bucket or claim from others: <c>https://s3.example.com/videos</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<int> OpenCollectionAsync(string name, string store, CancellationToken cancellationToken);

    /// <summary>Takes objects in, or takes down that they have changed.</summary>
    Task BookAsync(int collection, IReadOnlyCollection<BookedObject> objects, CancellationToken cancellationToken);

    /// <summary>Takes out objects that were deleted, from all collections of a store.</summary>
    /// <returns>How many were known.</returns>
    Task<long> RemoveAsync(string store, IReadOnlyCollection<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the ledger what a listing says, at once or not at all. Objects that were booked after the listing began are left alone: it may not have seen them.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="listing">All that is there; broken off by an exception, it changes nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Drift> ReconcileAsync(int collection, IAsyncEnumerable<BookedObject> listing, CancellationToken cancellationToken);

    /// <summary>What one tenant has; zeros when nothing is known of it.</summary>
    Task<TenantUsage> UsageAsync(int collection, string tenant, CancellationToken cancellationToken);

    /// <summary>What all tenants have, those with the most bytes first.</summary>
    IAsyncEnumerable<TenantUsage> UsagesAsync(int collection, CancellationToken cancellationToken);

    /// <summary>An object of a tenant with this content; null when there is none.</summary>
    Task<BookedObject?> FindContentAsync(int collection, string tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken);

    /// <summary>Whether an object of a tenant is in the books.</summary>
    Task<bool> IsBookedAsync(int collection, string tenant, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Keeps room for an object, if it fits, and takes down for whom; of many at once, none goes over the limit.</summary>
    /// <param name="reservation">The room.</param>
    /// <param name="limit">What the tenant may have.</param>
    /// <param name="entry">Who asked for it.</param>
    /// <param name="besideTwin">Whether it is kept although the tenant has an object of the same content.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ReservationAnswer> TryReserveAsync(Reservation reservation, TenantLimit limit, AuditEntry entry, bool besideTwin, CancellationToken cancellationToken);

    /// <summary>A reservation; null when there is none, or it has expired.</summary>
    Task<Reservation?> FindReservationAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Books what a reservation was for, gives the room up, and takes down who did it, at once: whoever hears nothing of it can ask what became of the upload.</summary>
    /// <returns>False when the reservation is gone: somebody else completed it, or it was removed. Nothing is changed then.</returns>
    Task<bool> CompleteAsync(Guid reservation, BookedObject stored, AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Gives up a reservation's room.</summary>
    Task ReleaseAsync(Guid reservation, CancellationToken cancellationToken);

    /// <summary>Takes out reservations that have expired, and returns them, so that what was uploaded of them can be removed.</summary>
    /// <param name="collections">The collections whose uploads the caller can remove; the reservations of others stay.</param>
    /// <param name="most">How many at once: 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<Reservation>> TakeExpiredAsync(IReadOnlyCollection<int> collections, int most, CancellationToken cancellationToken);

    /// <summary>Which of some uploads have a reservation, expired or not.</summary>
    Task<IReadOnlySet<Guid>> FindReservedAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);
}
