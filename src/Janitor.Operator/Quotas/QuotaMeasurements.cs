using System.Globalization;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Targets;
using Janitor.Operator.Work;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Quotas;

/// <summary>
/// Measures quotas in the operator, buckets and claims that are mounted into it, and does what they ask for. All of it can be done again, so a measurement that was broken
/// off is.
/// </summary>
/// <param name="stores">Opens what is measured.</param>
/// <param name="tenants">Tell whose its items are.</param>
/// <param name="books">Lists it, for the sums and for the ledger.</param>
/// <param name="forecast">Foresees when limits are reached.</param>
/// <param name="denials">Have buckets refuse what tenants above their limits write.</param>
/// <param name="evictions">Remove the oldest of what they have.</param>
/// <param name="slots">Bounds how many go on at once.</param>
/// <param name="changed">Is told of a quota whose measurement has ended.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what was not foreseen.</param>
internal sealed partial class QuotaMeasurements(
    TargetStores stores, QuotaTenants tenants, QuotaBooks books, QuotaForecast forecast, WriteDenials denials, Evictions evictions, OperatorSlots slots,
    Action<StorageQuota> changed, TimeProvider time, ILogger<QuotaMeasurements> logger) : IAsyncDisposable
{
    private readonly BackgroundWork<Measurement> _work = new();

    /// <summary>Whether a quota can be measured in the operator.</summary>
    public bool Serves(StorageQuota quota) => stores.Has(quota.Namespace, quota.Spec.Target!);

    /// <summary>Starts one.</summary>
    public async Task StartAsync(StorageQuota quota, DateTimeOffset? scheduleTime, CancellationToken cancellationToken)
    {
        var read = await tenants.OpenAsync(quota, cancellationToken);
        var store = await stores.OpenAsync(quota.Namespace, quota.Spec.Target!, new Limits(), removeEmptyDirectories: false, cancellationToken);
        var measurement = new Measurement(scheduleTime, quota.Metadata.Generation, time.GetUtcNow());
        _work.Start(quota.Metadata.Uid!, IdOf(quota), token => MeasureAsync(quota, measurement, read, store, token), problem => BrokenOff(quota, measurement, problem), () => changed(quota));
    }

    /// <summary>How the measurement of the spec as it is now goes: whether it goes on, and its result when it has ended. One of an older spec is ended.</summary>
    public async Task<(bool Goes, Measurement? Ended)> LookAsync(StorageQuota quota)
    {
        if (_work.Find(quota.Metadata.Uid!) is not { } work)
            return (false, null);
        if (work.Id != IdOf(quota))
        {
            End(quota);
            return (false, null);
        }

        return work.Task.IsCompleted ? (false, await work.Task) : (true, null);
    }

    /// <summary>Forgets a result that was taken down, or ends what goes on for a quota that is gone.</summary>
    public void End(StorageQuota quota) => _work.End(quota.Metadata.Uid!);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private static string IdOf(StorageQuota quota) => quota.Metadata.Generation.ToString(CultureInfo.InvariantCulture);

    private async Task<Measurement> MeasureAsync(StorageQuota quota, Measurement measurement, ReadTenants read, IStore store, CancellationToken cancellationToken)
    {
        await using (store)
        {
            try
            {
                return await slots.UseAsync(() => ListAsync(quota, read, store, measurement, cancellationToken), cancellationToken);
            }
            catch (StoreException problem)
            {
                return measurement with { Problem = problem.Message };
            }
            catch (CatalogException problem)
            {
                return measurement with { Problem = $"nothing was measured, for whose which folder is cannot be told: {problem.Message}" };
            }
            catch (OperationCanceledException)
            {
                return measurement with { Problem = "the measurement was broken off" };
            }
        }
    }

    private Measurement BrokenOff(StorageQuota quota, Measurement measurement, Exception problem)
    {
        LogFault(logger, problem, quota.ToString());
        return measurement with { Problem = $"unforeseen: {problem.Message}" };
    }

    private async Task<Measurement> ListAsync(StorageQuota quota, ReadTenants read, IStore store, Measurement measurement, CancellationToken cancellationToken)
    {
        var whose = await read(cancellationToken);
        var tally = new UsageTally(whose);
        await store.OpenAsync(StoreUse.Read, cancellationToken);
        var drift = await books.ScanAsync(quota, whose, store, tally, cancellationToken);
        var (unlisted, first) = tally.Unlisted;
        var found = await forecast.AddAsync(quota, QuotaAssessment.Of(tally, quota.Spec), cancellationToken);
        var measured = measurement with
        {
            Assessment = found,
            Drift = drift,
            Problem = unlisted == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{unlisted} director(ies) could not be listed, so the sums are too small: {first}"),
        };
        var due = measurement.ScheduleTime is { } scheduled ? DueRun.ByTime(scheduled) : DueRun.ByChange(quota.Metadata.Generation);
        return quota.Spec.Enforcement switch
        {
            QuotaEnforcement.DenyWrites => measured with { Denial = await denials.ApplyAsync(quota, whose, found, cancellationToken) },
            QuotaEnforcement.EvictOldest => measured with { Eviction = await evictions.RunAsync(quota, due, whose, found, cancellationToken) },
            _ => measured,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the measurement of {Quota} broke off")]
    private static partial void LogFault(ILogger logger, Exception problem, string quota);
}
