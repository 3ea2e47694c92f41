namespace Janitor.Engine.Quotas.Ledger;

/// <summary>Remembers who did what. All errors are <see cref="LedgerException"/>s.</summary>
public interface IAuditLog
{
    /// <summary>Takes down what was done.</summary>
    Task WriteAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>What became of an upload whose room is gone.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenant">Whose it was.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The last of <see cref="AuditActions"/> of that upload; null when it is not known.</returns>
    Task<string?> LastActionAsync(int collection, string tenant, Guid upload, CancellationToken cancellationToken);
}
