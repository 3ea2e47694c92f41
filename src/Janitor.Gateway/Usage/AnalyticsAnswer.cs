using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Gateway.Usage;

/// <summary>What each day brought, and how things stand now.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="To">The last day (UTC).</param>
/// <param name="Days">Days with changes, in their order.</param>
/// <param name="Classes">What is there now by storage class: those with the most bytes first.</param>
/// <param name="Tenants">How many tenants have something now; null for one tenant.</param>
/// <param name="Growth">The tenants that have grown most in these days, 20 at most; null for one tenant.</param>
internal sealed record AnalyticsAnswer(
    DateOnly From, DateOnly To, IReadOnlyList<UsageDay> Days, IReadOnlyList<ClassUsage> Classes, long? Tenants, IReadOnlyList<TenantGrowth>? Growth);
