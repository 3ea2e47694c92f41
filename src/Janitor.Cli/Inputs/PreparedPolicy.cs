using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;

namespace Janitor.Cli.Inputs;

/// <summary>A policy with everything it needs found on this machine.</summary>
/// <param name="Policy">The policy, valid.</param>
/// <param name="TargetKey">Tells its target from all others: the real directory, or the bucket with its server.</param>
/// <param name="OpenStore">Opens its target.</param>
/// <param name="OpenCatalog">Opens its catalog; null when it has none.</param>
internal sealed record PreparedPolicy(
    RetentionPolicy Policy, string TargetKey, Func<IStore> OpenStore, Func<ICatalogSource>? OpenCatalog);
