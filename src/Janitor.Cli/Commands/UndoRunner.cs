using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Inventory;
using Janitor.Engine.Patterns;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Commands;

/// <summary>Brings items back from quarantine, policy by policy.</summary>
internal sealed class UndoRunner(PolicyArguments arguments, string? run, bool dryRun, TimeProvider time)
{
    private const int Shown = 20;

    private readonly PathPattern? _only = arguments.Only is null ? null : PathPattern.Glob(arguments.Only);

    /// <summary>Checks everything, then brings back what the filters select.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (PolicySession.Prepare(arguments, withCatalog: false, time) is not { } policies)
            return ExitCode.InvalidInput;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lines = arguments.Output == OutputFormat.Ndjson ? new LineWriter(Console.OpenStandardOutput(), stop, time) : null;
        var reports = new List<UndoReport>();
        foreach (var policy in policies)
        {
            if (stop.IsCancellationRequested)
                break;
            reports.Add(await UndoAsync(policy, lines, stop.Token));
            Write(reports[^1], lines);
        }

        if (arguments.Output == OutputFormat.Json)
            ReportOutput.WriteJson(reports, policies.Count, ReportJson.Default.UndoReport, ReportJson.Default.IReadOnlyListUndoReport);
        var filtered = run is not null || _only is not null;
        if (filtered && reports.TrueForAll(report => report.Selected == 0))
        {
            Messages.Write("not found: nothing in quarantine matches; undo --dry-run without --run and --only lists what is there");
            return ExitCode.Failed;
        }

        return stop.IsCancellationRequested ? ExitCode.Failed : Verdict(reports);
    }

    private async Task<UndoReport> UndoAsync(PreparedPolicy prepared, LineWriter? lines, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var tally = new UndoTally(Shown);
        string? message = null;
        await using var store = prepared.OpenStore();
        try
        {
            await store.OpenAsync(dryRun ? StoreUse.Read : StoreUse.Change, cancellationToken);
            await foreach (var item in store.QuarantinedAsync(cancellationToken))
            {
                if (!IsSelected(item))
                    continue;
                var undone = Describe(item, dryRun ? null : await store.RestoreAsync(item, cancellationToken));
                tally.Add(undone);
                lines?.Write(undone, ReportJson.Default.UndoneItem);
            }
        }
        catch (StoreException problem)
        {
            message = $"{problem.Field}: {problem.Message}";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            message = "cancelled; what was restored stays restored";
        }

        return tally.Report(prepared.Policy.ToString(), store.Description, dryRun, startedAt, time.GetUtcNow(), message);
    }

    private bool IsSelected(QuarantinedItem item)
    {
        if (run is not null && RunOf(item.Label) != run)
            return false;
        if (_only is null)
            return true;
        var path = item.Path.Span;
        var subject = _only.Text.Contains('/', StringComparison.Ordinal) ? path : path[(path.LastIndexOf((byte)'/') + 1)..];
        return _only.IsMatch(subject);
    }

    private static UndoneItem Describe(QuarantinedItem item, Outcome? outcome)
    {
        var (path, base64) = DecidedItem.TextOf(item.Path.Span);
        var (word, reason) = outcome?.Kind switch
        {
            null => ("quarantined", null),
            OutcomeKind.Done => ("restored", null),
            OutcomeKind.Gone => ("gone", "it was not in quarantine any more"),
            OutcomeKind.Changed => ("left", "something is at its place; move that away, then undo again"),
            _ => ("failed", outcome?.Error),
        };
        return new UndoneItem
        {
            Path = path,
            PathBase64 = base64,
            Size = item.Size,
            Run = RunOf(item.Label),
            Until = item.Label.Until,
            Outcome = word,
            Reason = reason,
        };
    }

    /// <summary>A label's last part names the run: <c>until-…-run-20261121T084500Z</c>.</summary>
    private static string RunOf(QuarantineLabel label) => label.ToString().Split('-')[^1];

    private void Write(UndoReport report, LineWriter? lines)
    {
        if (arguments.Output == OutputFormat.Table)
            UndoTable.Write(report, TableOutput.Standard());
        lines?.Write(new ReportLine<UndoReport>(report), ReportJson.Default.UndoReportLine);
        if (report.Message is not null)
            Messages.Write($"error: {report.Policy}: {report.Message}");
    }

    private static int Verdict(List<UndoReport> reports)
    {
        if (reports.TrueForAll(report => report is { Message: null, Left: 0, Failed: 0 }))
            return ExitCode.Done;
        return reports.TrueForAll(report => report.Restored == 0) ? ExitCode.Failed : ExitCode.Partial;
    }
}
