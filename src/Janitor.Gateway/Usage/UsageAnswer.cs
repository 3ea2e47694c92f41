using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Checks;

namespace Janitor.Gateway.Usage;

/// <summary>What a tenant, or everybody, has.</summary>
/// <param name="Used">What is stored.</param>
/// <param name="Reserved">What was promised and is not stored yet; null for everybody.</param>
/// <param name="Limit">What the tenant may have; null for everybody.</param>
/// <param name="Remaining">What is left; null for everybody.</param>
/// <param name="Folders">By folder, where that was asked for: those with the most bytes first, 1,000 at most.</param>
/// <param name="Artifacts">By the quota's artifacts, where that was asked for: those with the most bytes first.</param>
internal sealed record UsageAnswer(Stock Used, Stock? Reserved, Bound? Limit, Bound? Remaining, IReadOnlyList<FolderUsage>? Folders, IReadOnlyList<ArtifactUsage>? Artifacts);
