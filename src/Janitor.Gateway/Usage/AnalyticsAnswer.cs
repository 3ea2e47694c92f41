using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Gateway.Usage;

/// <summary>What each day brought.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="To">The last day (UTC).</param>
/// <param name="Days">Days with changes, in their order.</param>
internal sealed record AnalyticsAnswer(DateOnly From, DateOnly To, IReadOnlyList<UsageDay> Days);
