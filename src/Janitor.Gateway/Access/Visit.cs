using Janitor.Gateway.Quotas;
using Microsoft.AspNetCore.Http;

namespace Janitor.Gateway.Access;

/// <summary>A request that was let in: by whom, for which quota, and for which tenant.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Quota">The quota.</param>
/// <param name="Tenant">The tenant; null where a request is about all of them.</param>
internal sealed record Visit(Caller Caller, ServedQuota Quota, string? Tenant)
{
    /// <summary>The tenant of a request that has one.</summary>
    public string Of => Tenant!;

    /// <summary>Takes the visit that <see cref="Entrance"/> has let in.</summary>
    public static ValueTask<Visit?> BindAsync(HttpContext context) => new(context.Features.Get<Visit>());
}
