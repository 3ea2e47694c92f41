using Janitor.Api.Retention;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Commands;

/// <summary>Runs policies one after another, and writes their reports.</summary>
internal sealed class PolicyRunner(RunArguments arguments, TimeProvider time)
{
    private readonly OutputFormat _format = arguments.Policies.Output;
    private readonly string? _only = arguments.Policies.Only;

    /// <summary>Checks everything, then runs everything.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (PolicySession.Prepare(arguments.Policies, withCatalog: true, time) is not { } policies)
            return ExitCode.InvalidInput;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lines = _format == OutputFormat.Ndjson ? new LineWriter(Console.OpenStandardOutput(), stop, time) : null;
        var reports = new List<RunReport>();
        foreach (var policy in policies)
        {
            if (stop.IsCancellationRequested)
                break;
            reports.Add(await RunOneAsync(policy, lines, stop.Token));
            Write(reports[^1], lines);
        }

        if (_format == OutputFormat.Json)
            ReportOutput.WriteJson(reports, policies.Count, ReportJson.Default.RunReport, ReportJson.Default.IReadOnlyListRunReport);
        var found = _only is null || TellFound(reports);
        if (lines?.Problem is { } problem)
            Messages.Write($"error: cannot write the output: {problem}");
        return stop.IsCancellationRequested || !found ? ExitCode.Failed : Verdict(reports);
    }

    private async Task<RunReport> RunOneAsync(PreparedPolicy prepared, LineWriter? lines, CancellationToken cancellationToken)
    {
        var policy = prepared.Policy;
        TellMode(policy);
        var memory = prepared.OpenCatalog is null ? null : new RunMemory(prepared);
        string? note = null;
        var options = new RunOptions
        {
            DryRun = arguments.DryRun,
            Only = _only,
            TrustCatalog = arguments.TrustCatalog,
            PreviousReferences = memory?.References(out note),
            OnDecision = lines is null ? null : item => lines.Write(item, ReportJson.Default.DecidedItem),
        };
        Note(policy, note);

        await using var store = prepared.OpenStore();
        await using var catalog = prepared.OpenCatalog?.Invoke();
        var progress = new ProgressView(arguments.Policies.Progress && (lines is null || Console.IsOutputRedirected), time);
        var run = new RetentionRun(policy, store, catalog, time).ExecuteAsync(options, cancellationToken);
        var report = await progress.ShowAsync(policy.ToString(), options.Progress, run);
        if (memory is not null && IsWorthRemembering(report))
            Note(policy, memory.Remember(policy.ToString(), report.Catalog!.References));
        return report;
    }

    /// <summary>Only a catalog that was believed is what the next one is compared with, and only runs that change things count.</summary>
    private bool IsWorthRemembering(RunReport report) =>
        arguments.Remember && report is { DryRun: false, Catalog: not null } && report.Outcome != RunOutcome.Failed &&
        report.StopReason is not (StopReason.CatalogUnavailable or StopReason.Cancelled);

    private void TellMode(RetentionPolicy policy)
    {
        var mode = policy.Spec.Mode;
        if (arguments is { Remember: true, DryRun: null } && mode == RunMode.DryRun)
            Note(policy, "mode is DryRun, so nothing is changed; write mode: Enforce, or add --enforce");
        else if (arguments is { Remember: true, DryRun: true } && mode == RunMode.Enforce)
            Note(policy, "--dry-run overrides mode: Enforce; nothing is changed");
        else if (arguments.DryRun == false && mode == RunMode.DryRun)
            Note(policy, "--enforce overrides mode: DryRun");
    }

    private void Write(RunReport report, LineWriter? lines)
    {
        if (_format == OutputFormat.Table)
            RunTable.Write(report, TableOutput.Standard());
        lines?.Write(new ReportLine<RunReport>(report), ReportJson.Default.RunReportLine);
        if (report.Outcome == RunOutcome.Failed)
            Messages.Write($"error: {report.Policy}: {(report.Field is null ? string.Empty : $"{report.Field}: ")}{report.Message ?? report.StopReason?.ToString()}");
    }

    private bool TellFound(List<RunReport> reports)
    {
        var count = reports.Sum(report => report.Matched ?? 0);
        var text = count > 0 ? $"found: {HumanSize.Count(count)} item(s) match \"{_only}\"" : $"not found: no item matches \"{_only}\"";
        if (_format == OutputFormat.Table)
            TableOutput.Standard().Line(text);
        else
            Messages.Write(text);
        return count > 0;
    }

    private static int Verdict(List<RunReport> reports)
    {
        if (reports.TrueForAll(report => report.Outcome == RunOutcome.Succeeded))
            return ExitCode.Done;
        return reports.TrueForAll(report => report.Outcome == RunOutcome.Failed) ? ExitCode.Failed : ExitCode.Partial;
    }

    private static void Note(RetentionPolicy policy, string? text)
    {
        if (text is not null)
            Messages.Write($"note: {policy}: {text}");
    }
}
