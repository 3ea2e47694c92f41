namespace Janitor.Engine.Quotas.Ledger;

/// <summary>Adds up what the ledger knows. All errors are <see cref="LedgerException"/>s.</summary>
public interface IUsageReports
{
    /// <summary>What a tenant has by the first folder below its own; what lies in none is under the empty name. Those with the most bytes first.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenant">Whose; null for all tenants.</param>
    /// <param name="depth">How many folders of a key to leave out before the one that is counted by: 0 or more.</param>
    /// <param name="most">How many folders to tell: 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<FolderUsage>> ByFolderAsync(int collection, string? tenant, int depth, int most, CancellationToken cancellationToken);

    /// <summary>What a tenant has by artifact: an object is the first whose template its key fits, and what fits none is under the empty name. Those with the most bytes first.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenant">Whose; null for all tenants.</param>
    /// <param name="templates">Names and templates of keys, in which <c>{tenant}</c> and <c>{job}</c> stand for one folder or a part of its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<ArtifactUsage>> ByArtifactAsync(int collection, string? tenant, IEnumerable<KeyValuePair<string, string>> templates, CancellationToken cancellationToken);

    /// <summary>What a tenant has by storage class; objects of which none is known are under the empty name. Those with the most bytes first.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenant">Whose; null for all tenants.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<ClassUsage>> ByClassAsync(int collection, string? tenant, CancellationToken cancellationToken);

    /// <summary>The tenants that have grown most in some days, in bytes, the one that has grown most first; none that has not grown.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="to">The last day (UTC).</param>
    /// <param name="most">How many tenants to tell: 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<TenantGrowth>> ByGrowthAsync(int collection, DateOnly from, DateOnly to, int most, CancellationToken cancellationToken);

    /// <summary>What each day brought, the first day first; days without changes are left out.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="tenant">Whose; null for all tenants, added up.</param>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="to">The last day (UTC).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<UsageDay>> ByDayAsync(int collection, string? tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}
