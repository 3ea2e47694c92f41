using System.Globalization;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Janitor.Operator.Workers;
using Janitor.Storage;
using Janitor.Storage.Postgres;

namespace Janitor.Operator.Quotas.Workers;

/// <summary>What goes on in the container of a worker that measures: one listing of the claim that is mounted there, and what the quota asks to be removed from it.</summary>
/// <param name="environment">Looks up an environment variable; null when there is none.</param>
/// <param name="output">Gets the result as one line of JSON: the log.</param>
/// <param name="time">The clock.</param>
internal sealed class MeasuringProcess(Func<string, string?> environment, TextWriter output, TimeProvider time)
{
    /// <summary>Measures, and leaves the result.</summary>
    /// <param name="text">The task.</param>
    /// <param name="mountPath">Where the claim is mounted.</param>
    /// <param name="terminationLog">Where the result goes.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>What <see cref="LastWords.RunAsync"/> does.</returns>
    public Task<int> RunAsync(string text, string mountPath, string terminationLog, CancellationToken cancellationToken)
    {
        var words = new LastWords(output, terminationLog);
        return words.RunAsync(MeasuringTask.Variable, text, MeasuringJson.Default.MeasuringTask, async task =>
        {
            await words.LeaveAsync((await MeasureAsync(task, mountPath, cancellationToken)).Pack());
            return 0;
        }, cancellationToken);
    }

    private async Task<MeasuredVolume> MeasureAsync(MeasuringTask task, string mountPath, CancellationToken cancellationToken)
    {
        try
        {
            var spec = task.Quota.Spec;
            var whose = await TenantsAsync(task, cancellationToken);
            var tally = new UsageTally(whose);
            await using var store = Open(new Limits());
            await store.OpenAsync(StoreUse.Read, cancellationToken);
            await store.ScanAsync(default, tally, cancellationToken);
            var (unlisted, first) = tally.Unlisted;
            var problem = unlisted == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{unlisted} director(ies) could not be listed, so the sums are too small: {first}");
            var found = QuotaAssessment.Of(tally, spec);
            var round = new EvictionRound(task.Quota, (limits, _) => Task.FromResult(Open(limits)), time);
            var eviction = spec.Enforcement == QuotaEnforcement.EvictOldest ? await round.RunAsync(whose, found.Over, cancellationToken) : null;
            // What was not reached is for another pod, which measures anew.
            cancellationToken.ThrowIfCancellationRequested();
            return MeasuredVolume.Of(task.Job, found, problem) with { Eviction = eviction };

            IStore Open(Limits limits) => Stores.OpenVolume(mountPath, spec.Target!.Volume!, limits, removeEmptyDirectories: false, time);
        }
        catch (Exception problem) when (problem is StoreException or CatalogException)
        {
            return MeasuredVolume.Of(task.Job, null, problem.Message);
        }
    }

    private async Task<ITenants> TenantsAsync(MeasuringTask task, CancellationToken cancellationToken)
    {
        var tenants = task.Quota.Spec.Tenants;
        if (tenants.Postgres is not { } postgres)
            return new TenantPath(tenants.FromPath);
        var connection = environment(MeasuringTask.ConnectionVariable)?.TrimEnd('\r', '\n') ?? string.Empty;
        return await new PostgresTenantQuery(postgres, connection, time).ReadAsync(cancellationToken);
    }
}
