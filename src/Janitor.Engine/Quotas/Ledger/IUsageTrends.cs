namespace Janitor.Engine.Quotas.Ledger;

/// <summary>How usage went. All errors are <see cref="LedgerException"/>s.</summary>
public interface IUsageTrends
{
    /// <summary>What each day brought some tenants, the first day first; days without changes are left out.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenants">The tenants.</param>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ILookup<string, UsageDay>> ByTenantAsync(int collection, IReadOnlyCollection<string> tenants, DateOnly from, CancellationToken cancellationToken);
}
