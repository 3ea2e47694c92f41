namespace Janitor.Engine.Quotas.Ledger;

/// <summary>The quotas that the ledger has books of. All errors are <see cref="LedgerException"/>s.</summary>
public interface ICollections
{
    /// <summary>Forgets a quota that is gone, and all that was booked for it; the runs stay.</summary>
    /// <param name="name">The quota: <c>namespace/name</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was known.</returns>
    Task<bool> ForgetAsync(string name, CancellationToken cancellationToken);
}
