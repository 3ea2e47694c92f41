using System.Globalization;
using System.Text;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Quotas;

/// <summary>
/// Removes the oldest items of tenants above their limits, or tells which would go: one tenant after another, farthest above its limit first, until all that may go in one run has gone.
/// </summary>
/// <param name="quota">The quota.</param>
/// <param name="open">Makes the store that they are in, anew for each tenant; a <see cref="BlockedException"/> is that tenant's problem.</param>
/// <param name="time">The clock.</param>
internal sealed class EvictionRound(StorageQuota quota, Func<Limits, CancellationToken, Task<IStore>> open, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>By which it is known.</summary>
    public string Id => _startedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Serves the tenants.</summary>
    /// <param name="whose">Whose an item is.</param>
    /// <param name="over">The tenants above their limits.</param>
    /// <param name="cancellationToken">Ends it after the items that it is at.</param>
    /// <returns>What was done. Who asked for it is added by whoever knows. Null when no tenant is above its limit.</returns>
    public async Task<RunSummary?> RunAsync(ITenants whose, IReadOnlyList<TenantOverLimit> over, CancellationToken cancellationToken)
    {
        if (over.Count == 0)
            return null;
        var tally = new EvictionTally(quota);
        foreach (var tenant in over)
        {
            if (tally.Left == 0)
                tally.Exhaust();
            else
                await RunAsync(tenant, whose, tally, cancellationToken);
        }

        return tally.Summary with { Id = Id, Generation = quota.Metadata.Generation, StartedAt = _startedAt, FinishedAt = time.GetUtcNow() };
    }

    private async Task RunAsync(TenantOverLimit tenant, ITenants whose, EvictionTally tally, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetString(tenant.Name.Span);
        try
        {
            await using var store = await open(new Limits { PerSecond = quota.Spec.Evict.PerSecond }, cancellationToken);
            tally.Add(name, await new TenantEviction(quota, time).ExecuteAsync(tenant, whose, store, tally.Left, cancellationToken));
        }
        catch (BlockedException problem)
        {
            tally.AddProblem($"{name}: {problem.Message}");
        }
    }
}
