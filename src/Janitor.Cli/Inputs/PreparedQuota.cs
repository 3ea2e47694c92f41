using Janitor.Api.Quotas;
using Janitor.Engine.Contents;

namespace Janitor.Cli.Inputs;

/// <summary>A quota with what it needs found on this machine.</summary>
/// <param name="Quota">The quota, valid.</param>
/// <param name="Place">What tells its target from others, as the ledger names it.</param>
/// <param name="OpenStore">Opens its target; null when that is not needed.</param>
internal sealed record PreparedQuota(StorageQuota Quota, string Place, Func<IContentStore>? OpenStore);
