using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// The passes of one run over an open store. A policy whose rules look at the item alone takes one, which decides and acts as it lists. What can
/// only be judged on the whole (shares of the plan, folders, sizes) takes a <see cref="Survey"/> before, which is all when it finds nothing to do.
/// </summary>
internal sealed class RunExecution(
    RetentionPolicySpec spec, IStore store, RetentionPlan plan, RunTally tally, IReadOnlyList<Watermark> watermarks,
    RunOptions options, TimeProvider time, List<string> notes)
{
    private const int SmallTarget = 100;
    private const int DefaultConcurrency = 16;
    private static readonly Api.Percentage CatalogShare = new(50);

    private readonly FolderLedger _folders = new(plan.Rules);
    private readonly ItemFilter _filter = new(options.Only);
    private readonly int _concurrency = spec.Limits.Concurrency ?? DefaultConcurrency;
    private IReadOnlyList<(int Rule, byte[] Folder, FolderEntry Entry)> _selectedFolders = [];
    private IReadOnlyList<(Watermark Watermark, EmergencyCandidate Candidate)> _pressed = [];

    public DeletionBudget Budget { get; private set; } = new(spec.Limits.MaxDeletions);

    /// <summary>Why the whole plan was refused; null when it was not.</summary>
    public (StopReason Reason, string Field, string Message)? Refusal { get; private set; }

    /// <summary>Why the catalog is not believed after all.</summary>
    public CatalogReading? CatalogRefusal { get; private set; }

    public long Purged { get; private set; }

    public long PurgedBytes { get; private set; }

    private bool NeedsSurvey =>
        plan.UsesCatalog || spec.Limits.MaxDeletePercent is not null || (plan.JudgesFolders && _filter.IsOpen) || watermarks.Count > 0;

    public async Task RunAsync(bool acting, CatalogSnapshot? snapshot, CancellationToken cancellationToken)
    {
        var found = !NeedsSurvey || await SurveyAsync(snapshot, cancellationToken);
        if (CatalogRefusal is not null)
            return;

        var previews = !acting || Refusal is not null;
        if (!previews && _filter.IsOpen)
            await PurgeAsync(cancellationToken);
        if (!found)
            return;
        if (previews)
        {
            await SweepAsync(gate: null, cancellationToken);
            Announce();
            foreach (var (watermark, candidate) in _pressed.Where(pressed => pressed.Watermark.Action == ItemAction.Delete))
                tally.Jobs?.AddRemoved(candidate.Item);
            return;
        }

        await using var changes = store.BeginChanges(tally);
        var gate = new ChangeGate(changes, plan, Budget, new Pace(spec.Limits.PerSecond, time));
        try
        {
            await SweepAsync(gate, cancellationToken);
            Announce();
            await new FolderSweep(store, changes, plan, tally, gate, Budget, notes).RunAsync(_selectedFolders, cancellationToken);
            await RelieveAsync(gate, cancellationToken);
        }
        finally
        {
            await changes.CompleteAsync(cancellationToken);
        }
    }

    /// <summary>Looks at everything; false when nothing more is to be done.</summary>
    private async Task<bool> SurveyAsync(CatalogSnapshot? snapshot, CancellationToken cancellationToken)
    {
        options.Progress.Begin("planning");
        var survey = new Survey(store, plan, tally, _filter, options, _concurrency, _folders, watermarks);
        await store.ScanAsync(default, survey, cancellationToken);

        if (_filter.IsOpen)
            _selectedFolders = [.. _folders.Selected()];
        else if (plan.JudgesFolders || spec.Rules.Any(rule => rule.Capacity is not null))
            notes.Add("rules that judge folders or capacity sit out while a run is limited to some items");
        foreach (var (_, _, entry) in _selectedFolders)
        {
            foreach (var watermark in watermarks)
                watermark.CountFolder(entry);
        }

        _pressed = Pressure.Settle(watermarks, plan, _folders);
        if (NamesNothing(survey, snapshot))
            return false;
        Refusal = RefusePlan(survey);
        return survey.Selected.Sum() + _selectedFolders.Count + _pressed.Count > 0;
    }

    /// <summary>A list of references of which not one is there is about something else, or spelt otherwise: everything would look unused.</summary>
    private bool NamesNothing(Survey survey, CatalogSnapshot? snapshot)
    {
        var relied = plan.UsesCatalog || watermarks.Count > 0;
        var concerned = snapshot?.References.Count > 0 && relied && tally.Scanned >= SmallTarget;
        if (!concerned || survey.SawReferenced || options.TrustCatalog)
            return false;
        CatalogRefusal = CatalogReading.Refuse(
            StopReason.CatalogUnavailable,
            "spec.catalog.postgres.references",
            $"none of the {snapshot!.References.Count} references names an item of the target; make the query return paths relative to it, " +
            "or, if that is right, run once with --trust-catalog");
        return true;
    }

    private (StopReason, string, string)? RefusePlan(Survey survey)
    {
        var folders = _selectedFolders.GroupBy(folder => folder.Rule).ToDictionary(group => group.Key, group => group.Sum(folder => folder.Entry.Count));
        long all = _pressed.Count;
        long byCatalog = 0;
        for (var i = 0; i < plan.Rules.Count; i++)
        {
            if (plan.Rules[i].Action == ItemAction.Report)
                continue;
            var selected = survey.Selected[i] + folders.GetValueOrDefault(i);
            all += selected;
            byCatalog += plan.Rules[i].UsesCatalog ? selected : 0;
        }

        if (spec.Limits.MaxDeletePercent is { } share)
            return Exceeds(all, share) ? Refuse(all, share, "its rules select") : Bound(all);
        if (tally.Scanned >= SmallTarget && Exceeds(byCatalog, CatalogShare) && !options.TrustCatalog)
            return Refuse(byCatalog, CatalogShare, "rules that rely on the catalog select");
        return null;
    }

    private bool Exceeds(long selected, Api.Percentage share) => selected * 100m > share.Value * tally.Scanned;

    /// <summary>What has been judged is all that may go, even if the sweep finds more.</summary>
    private (StopReason, string, string)? Bound(long judged)
    {
        if (judged < spec.Limits.MaxDeletions)
            Budget = new DeletionBudget(judged);
        return null;
    }

    private (StopReason, string, string) Refuse(long selected, Api.Percentage share, string who) => (
        StopReason.MaxDeletePercent,
        "spec.limits.maxDeletePercent",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{who} {selected} of {tally.Scanned} items, more than {share}; nothing was changed. If that is right, raise limits.maxDeletePercent"));

    private async Task SweepAsync(ChangeGate? gate, CancellationToken cancellationToken)
    {
        options.Progress.Begin(gate is null ? "planning" : "deleting");
        tally.BeginListing();
        var sweep = new Sweep(store, plan, tally, _filter, options, _concurrency, _folders, gate, whole: NeedsSurvey);
        await store.ScanAsync(default, sweep, cancellationToken);
    }

    /// <summary>Enters the decisions that do not come from the sweep.</summary>
    private void Announce()
    {
        foreach (var (rule, folder, entry) in _selectedFolders)
            tally.AddSelectedFolder(rule, folder, entry);
        foreach (var (watermark, candidate) in _pressed)
            tally.AddSelected(watermark.Rule, candidate.Item, Reason.OfPressure(watermark, candidate, plan));
    }

    /// <summary>Deletes what pressure has chosen, in its order.</summary>
    private async Task RelieveAsync(ChangeGate gate, CancellationToken cancellationToken)
    {
        foreach (var part in _pressed.Where(pressed => pressed.Watermark.Action != ItemAction.Report).Chunk(spec.Limits.BatchSize))
        {
            var batch = new ItemBatch(part.Select(pressed => pressed.Candidate.Item).ToArray(), plan.Now);
            await gate.ActAsync(batch, part.Select((pressed, i) => new Chosen(i, pressed.Watermark.Rule)).ToArray(), cancellationToken);
        }
    }

    /// <summary>Deletes for good what has been in quarantine for its time.</summary>
    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in store.QuarantinedAsync(cancellationToken))
        {
            if (item.Label.Until > plan.Now)
                continue;
            var outcome = await store.PurgeAsync(item, cancellationToken);
            if (outcome.Kind == OutcomeKind.Done)
                (Purged, PurgedBytes) = (Purged + 1, PurgedBytes + outcome.BytesFreed);
            else if (outcome.Kind == OutcomeKind.Failed)
                tally.AddFailure($"{IStore.ReservedFolder}: {outcome.Error}");
        }
    }
}
