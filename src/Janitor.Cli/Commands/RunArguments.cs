namespace Janitor.Cli.Commands;

/// <summary>What <c>plan</c> or <c>apply</c> is to do.</summary>
/// <param name="Policies">Which policies, and what they refer to.</param>
/// <param name="DryRun">Whether to change nothing; null: as each policy's mode says.</param>
/// <param name="TrustCatalog">Whether to believe a catalog whatever it lists.</param>
/// <param name="Remember">Whether runs that change something leave the next one what they saw.</param>
internal sealed record RunArguments(PolicyArguments Policies, bool? DryRun, bool TrustCatalog, bool Remember);
