using System.Threading.RateLimiting;
using Janitor.Api.Quotas;
using Janitor.Gateway.Problems;
using Janitor.Gateway.Quotas;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Janitor.Gateway.Access;

/// <summary>Lets requests in: who asks is found out, then whether they ask too often, and whether what they ask for exists for them.</summary>
internal sealed class Entrance(IQuotaSource source, QuotaDesk desk, ApiKeys keys, IPeople people) : IDisposable
{
    private const string Scheme = "Bearer ";

    private readonly PartitionedRateLimiter<(string Name, int Rate)> _limiter = PartitionedRateLimiter.Create<(string Name, int Rate), (string, int)>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller, key => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2 * key.Item2,
            TokensPerPeriod = key.Item2,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = false,
        }));

    /// <summary>Lets a request in.</summary>
    /// <param name="context">The request, routed.</param>
    /// <param name="changes">Whether it changes anything.</param>
    /// <exception cref="ProblemException">It is not let in.</exception>
    public async ValueTask<Visit> EnterAsync(HttpContext context, bool changes)
    {
        if (source.Problem is { } problem)
            throw new ProblemException(ProblemKind.Unavailable, problem);
        var route = context.Request.RouteValues;
        var (@namespace, name, tenant) = (Text(route, "namespace")!, Text(route, "quota")!, Text(route, "tenant"));
        var token = Token(context.Request);
        var quota = source.Find(@namespace, name);
        var caller = await FindCallerAsync(@namespace, name, quota, token, changes, context.RequestAborted);
        if (quota is null)
            throw NotThere();
        using var lease = _limiter.AttemptAcquire((caller.Name, quota.Spec.Gateway.RequestsPerSecond));
        if (!lease.IsAcquired)
            throw new ProblemException(ProblemKind.TooManyRequests, $"more than {quota.Spec.Gateway.RequestsPerSecond} requests a second; come back a second later");
        if (tenant is null ? caller.Tenant is not null : !caller.Sees(tenant))
            throw NotThere();
        if (changes && !caller.MayChange)
            throw new ProblemException(ProblemKind.Forbidden, $"changes need the right to update storagequota {quota}");
        return new Visit(caller, await desk.OpenAsync(quota, context.RequestAborted), tenant);
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private async ValueTask<Caller> FindCallerAsync(string @namespace, string name, StorageQuota? quota, string token, bool changes, CancellationToken cancellationToken)
    {
        if (quota is not null && keys.Find(quota, token) is { } application)
            return application;
        // A key of another quota is no person's token, and stays here.
        if (keys.IsKnown(@namespace, token))
            throw quota is null ? NotThere() : Unknown();
        return await people.FindAsync(@namespace, name, token, changes, cancellationToken) ?? throw Unknown();
    }

    private static ProblemException Unknown() => new(ProblemKind.Unauthorized, "this key or token is not valid here");

    private static ProblemException NotThere() => new(ProblemKind.NotFound, "there is no such quota or tenant");

    private static string Token(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 0 } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim() is { Length: > 0 } token
            ? token
            : throw new ProblemException(ProblemKind.Unauthorized, "send the header Authorization: Bearer KEY");

    private static string? Text(RouteValueDictionary route, string name) => route.TryGetValue(name, out var value) ? (string?)value : null;
}
