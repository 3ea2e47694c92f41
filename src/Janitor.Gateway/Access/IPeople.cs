using Janitor.Api.Quotas;

namespace Janitor.Gateway.Access;

/// <summary>Tells who a person is by their cluster's token.</summary>
internal interface IPeople
{
    /// <summary>Who a token belongs to, and what of a quota they may; null when it is nobody's, or they may not even see the quota.</summary>
    /// <param name="quota">The quota.</param>
    /// <param name="token">The token.</param>
    /// <param name="changes">Whether they want to change anything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<Caller?> FindAsync(StorageQuota quota, string token, bool changes, CancellationToken cancellationToken);
}
