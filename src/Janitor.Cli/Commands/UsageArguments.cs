namespace Janitor.Cli.Commands;

/// <summary>What <c>janitor usage</c> was given.</summary>
/// <param name="Quotas">Which quotas, and what they refer to.</param>
/// <param name="Tenant">The tenant to tell of; null for all.</param>
/// <param name="By"><c>folder</c>, <c>day</c>, or null for the tenants.</param>
/// <param name="From">The first day (UTC) of <c>--by day</c>; null for 30 days before the last.</param>
/// <param name="To">The last day (UTC); null for today.</param>
internal sealed record UsageArguments(QuotaArguments Quotas, string? Tenant, string? By, DateOnly? From, DateOnly? To);
