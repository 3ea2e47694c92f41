namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What the ledger has collections of. All errors are <see cref="LedgerException"/>s.</summary>
public interface ILedgerIndex
{
    /// <summary>Finds a collection, and begins none.</summary>
    /// <param name="name">The quota: <c>namespace/name</c>.</param>
    /// <param name="store">What tells its bucket or claim from others.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when nothing was ever booked for that quota in that place.</returns>
    Task<int?> FindAsync(string name, string store, CancellationToken cancellationToken);
}
