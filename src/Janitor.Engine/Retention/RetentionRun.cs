using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Retention.Runs;

namespace Janitor.Engine.Retention;

/// <summary>One run of a policy: inventory, plan, act, report.</summary>
/// <param name="policy">The policy, valid.</param>
/// <param name="store">Its target, not yet opened.</param>
/// <param name="catalog">Its catalog; null when it has none.</param>
/// <param name="time">The clock.</param>
public sealed class RetentionRun(RetentionPolicy policy, IStore store, ICatalogSource? catalog, TimeProvider time)
{
    private readonly RetentionPolicySpec _spec = policy.Spec;
    private readonly List<string> _notes = [];

    /// <summary>Runs the policy once. Whatever goes wrong with the store, the catalog or single items is in the report; nothing of it throws.</summary>
    public async Task<RunReport> ExecuteAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var report = new RunReport
        {
            Policy = policy.ToString(),
            Target = store.Description,
            DryRun = options.DryRun ?? _spec.Mode == RunMode.DryRun,
            StartedAt = startedAt,
            FinishedAt = startedAt,
            Outcome = RunOutcome.Succeeded,
        };

        report = await OpenAndRunAsync(report, options, cancellationToken);
        return report with { FinishedAt = time.GetUtcNow(), Notes = [.. _notes] };
    }

    private async Task<RunReport> OpenAndRunAsync(RunReport report, RunOptions options, CancellationToken cancellationToken)
    {
        try
        {
            options.Progress.Phase = "reaching the target";
            var acting = !report.DryRun && !_spec.Hold;
            var status = await store.OpenAsync(acting ? StoreUse.Change : StoreUse.Read, cancellationToken);
            _notes.AddRange(status.Notes);
            report = report with { Protection = status.Protection };
            if (status.ServerTime - report.StartedAt is { } skew && skew.Duration() > CatalogReading.LargestClockSkew)
                return Stop(report, RunOutcome.Failed, StopReason.ClockSkew, "spec.target", CatalogReading.SkewMessage("server", skew));

            var reading = await ReadCatalogAsync(options, cancellationToken);
            return await RunAsync(report, status, reading, acting, options, cancellationToken);
        }
        catch (StoreException exception)
        {
            return Stop(report, RunOutcome.Failed, StopReason.StoreUnavailable, exception.Field, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Stop(report, RunOutcome.Failed, StopReason.Cancelled, null, "the run was ended before it was done");
        }
    }

    private async Task<CatalogReading?> ReadCatalogAsync(RunOptions options, CancellationToken cancellationToken)
    {
        if (catalog is null || _spec.Catalog is null)
            return null;
        options.Progress.Phase = "reading the catalog";
        return await CatalogReading.ReadAsync(_spec.Catalog, catalog, options, time, cancellationToken);
    }

    private async Task<RunReport> RunAsync(
        RunReport report, StoreStatus status, CatalogReading? reading, bool acting, RunOptions options, CancellationToken cancellationToken)
    {
        var view = reading?.Snapshot is { } snapshot ? new CatalogView(_spec.Catalog!, snapshot) : null;
        var plan = new RetentionPlan(_spec, view, report.StartedAt);
        var names = plan.Rules.Select(rule => (rule.Name, rule.Action)).ToList();

        // Under pressure the catalog decides what goes first; without it, whatever is in use might.
        var watermarks = reading?.Refusal is null && options.Only is null ? Pressure.Watermarks(_spec, plan, status.Space) : [];
        if (watermarks.Any(watermark => watermark.Rule == names.Count))
            names.Add((Pressure.MinFreeRule, ItemAction.Delete));

        var tally = new RunTally(plan, names, options) { Jobs = reading?.Snapshot is { } jobs ? new JobLedger(plan, jobs) : null };
        var execution = new RunExecution(_spec, store, plan, tally, watermarks, options, time, _notes);
        try
        {
            await execution.RunAsync(acting, reading?.Snapshot, cancellationToken);
            if (execution.CatalogRefusal is { } refusal)
                return await RunAsync(report, status, refusal, acting, options, cancellationToken);
            report = await TellCatalogAsync(Counted(), tally, reading?.Snapshot, acting && execution.Refusal is null, options, cancellationToken);
            return Judge(report, plan, execution, reading, acting);
        }
        catch (StoreException exception)
        {
            report = Counted();
            return Stop(report, Unfinished(report), StopReason.StoreUnavailable, exception.Field, exception.Message);
        }
        catch (OperationCanceledException)
        {
            report = Counted();
            return Stop(report, Unfinished(report), StopReason.Cancelled, null, "the run was ended before it was done; the next one finds the rest");
        }

        RunReport Counted() => tally.Into(report with { Purged = execution.Purged, BytesFreed = execution.PurgedBytes });
    }

    /// <summary>Runs the statements for cleaned and for stuck jobs, after everything else.</summary>
    private async Task<RunReport> TellCatalogAsync(
        RunReport report, RunTally tally, CatalogSnapshot? snapshot, bool acting, RunOptions options, CancellationToken cancellationToken)
    {
        if (snapshot is null)
            return report;

        var told = new CatalogReport { Jobs = snapshot.Jobs.Count, References = snapshot.References.Count };
        var update = new CatalogUpdate(CleanedJobs(report, tally, options), StuckJobs(snapshot, report.StartedAt, options));
        if (!acting)
            return report with { Catalog = told with { Cleaned = update.Cleaned.Count, Stuck = update.Stuck.Count } };
        if (update.Cleaned.Count + update.Stuck.Count == 0)
            return report with { Catalog = told };

        try
        {
            options.Progress.Phase = "updating the catalog";
            var result = await catalog!.UpdateAsync(update, cancellationToken);
            return report with { Catalog = told with { Cleaned = result.Cleaned, Stuck = result.Stuck, Changed = result.Changed } };
        }
        catch (CatalogException exception)
        {
            return Stop(report with { Catalog = told }, RunOutcome.Partial, StopReason.CatalogUnavailable, exception.Field, exception.Message);
        }
    }

    private IReadOnlyList<CatalogJob> CleanedJobs(RunReport report, RunTally tally, RunOptions options)
    {
        // A partial view cannot show that nothing is left of a job, and neither can an empty one: the volume may just not be mounted.
        var partial = options.Only is not null || tally.Unreadable || report.Scanned == 0;
        return _spec.Catalog?.Postgres?.OnCleaned is null || partial ? [] : tally.Jobs!.Cleaned();
    }

    private IReadOnlyList<CatalogJob> StuckJobs(CatalogSnapshot snapshot, DateTimeOffset now, RunOptions options)
    {
        if (_spec.Catalog?.Postgres?.Stuck is not { } stuck || options.Only is not null)
            return [];
        return [.. snapshot.Jobs.Values.Where(job => stuck.States.Contains(job.State) && job.ChangedAt < now - stuck.After.Value)];
    }

    private RunReport Judge(RunReport report, RetentionPlan plan, RunExecution execution, CatalogReading? reading, bool acting)
    {
        if (execution.Refusal is { } refusal)
            return Stop(report, RunOutcome.Failed, refusal.Reason, refusal.Field, refusal.Message);
        if (report.Outcome != RunOutcome.Succeeded)
            return report;
        if (reading?.Refusal is { } reason)
        {
            var outcome = plan.Rules.All(rule => rule.UsesCatalog || rule.Capacity is not null) ? RunOutcome.Failed : RunOutcome.Partial;
            return Stop(report, outcome, reason, reading.Field, reading.Message);
        }

        if (report.Failed > 0)
        {
            report = report with
            {
                Outcome = acting && report.Acted == 0 && report.Selected > 0 ? RunOutcome.Failed : RunOutcome.Partial,
                Message = string.Create(CultureInfo.InvariantCulture, $"{report.Failed} failed; the first of them are named"),
            };
        }

        if (_spec.Hold)
            return report with { StopReason = StopReason.Hold, Message = report.Message ?? "hold is set: everything stays" };
        var planned = report.Rules.Where(rule => rule.Action != RunTally.TextOf(ItemAction.Report)).Sum(rule => rule.Selected);
        return execution.Budget.Exhausted || (!acting && planned > _spec.Limits.MaxDeletions)
            ? report with
            {
                StopReason = StopReason.MaxDeletions,
                Message = report.Message ?? string.Create(
                    CultureInfo.InvariantCulture, $"limits.maxDeletions ({_spec.Limits.MaxDeletions}) was reached; the rest waits for the next run"),
            }
            : report;
    }

    private static RunOutcome Unfinished(RunReport report) => report.Acted > 0 ? RunOutcome.Partial : RunOutcome.Failed;

    private static RunReport Stop(RunReport report, RunOutcome outcome, StopReason reason, string? field, string? message) =>
        report with { Outcome = outcome, StopReason = reason, Field = field, Message = message };
}
