using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Verification;
using Janitor.Storage.Postgres.Ledger;

namespace Janitor.Cli.Commands;

/// <summary>Verifies quotas one after another, and writes their reports.</summary>
internal sealed class VerifyRunner(VerifyArguments arguments, TimeProvider time)
{
    private readonly OutputFormat _format = arguments.Quotas.Output;

    /// <summary>Checks everything, then verifies.</summary>
    /// <returns>One of <see cref="ExitCode"/>; <see cref="ExitCode.Failed"/> when anything is wrong with any object.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (QuotaSession.Read(arguments.Quotas, needsLedger: true, _ => true, time) is not { } session)
            return ExitCode.InvalidInput;
        try
        {
            await using var ledger = await PostgresLedger.OpenAsync(session.Ledger!, cancellationToken);
            return await VerifyAsync(session.Quotas, ledger, cancellationToken);
        }
        catch (LedgerException problem)
        {
            Messages.WriteErrors([problem.Message]);
            return ExitCode.Failed;
        }
    }

    private async Task<int> VerifyAsync(IReadOnlyList<PreparedQuota> quotas, PostgresLedger ledger, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lines = _format == OutputFormat.Ndjson ? new LineWriter(Console.OpenStandardOutput(), stop, time) : null;
        var (reports, sound) = (new List<VerificationReport>(), true);
        foreach (var quota in quotas)
        {
            if (stop.IsCancellationRequested)
                break;
            if (await new LedgerIndex(ledger).FindAsync(quota.Quota.ToString(), quota.Place, stop.Token) is { } collection)
            {
                reports.Add(await VerifyOneAsync(quota, new VerificationBooks(ledger), collection, lines, stop.Token));
                Write(reports[^1], lines);
                sound &= reports[^1].IsSound;
                continue;
            }

            Messages.Write($"error: {quota.Quota}: the ledger has no books of it for {quota.Place}: the operator's first measurement, or the gateway, begins them");
            sound = false;
        }

        if (_format == OutputFormat.Json)
            ReportOutput.WriteJson(reports, quotas.Count, ReportJson.Default.VerificationReport, ReportJson.Default.IReadOnlyListVerificationReport);
        if (lines?.Problem is { } problem)
            Messages.Write($"error: cannot write the output: {problem}");
        return sound && !stop.IsCancellationRequested ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<VerificationReport> VerifyOneAsync(PreparedQuota quota, IVerificationBooks books, int collection, LineWriter? lines, CancellationToken cancellationToken)
    {
        await using var store = quota.OpenStore!();
        var progress = new VerificationProgress();
        var options = lines is null ? arguments.Options : arguments.Options with { Checked = item => lines.Write(item, ReportJson.Default.VerifiedItem) };
        var run = new VerificationRun(store, books, quota.Quota.ToString(), collection, time).ExecuteAsync(options, progress, cancellationToken);
        var view = new ProgressView(arguments.Quotas.Progress && (lines is null || Console.IsOutputRedirected), time);
        return await view.ShowAsync(() => Text(quota, progress), run);
    }

    private static string Text(PreparedQuota quota, VerificationProgress progress)
    {
        if (progress.Expected == 0)
            return $"{quota.Quota}: looking for what is not booked";
        var wrong = progress.Wrong > 0 ? $", {HumanSize.Count(progress.Wrong)} wrong" : string.Empty;
        return $"{quota.Quota}: {ProgressBar.Of(progress.Checked, progress.Expected)} {HumanSize.Count(progress.Checked)} of {HumanSize.Count(progress.Expected)} object(s), "
            + $"{HumanSize.Bytes(progress.BytesRead)} read{wrong}";
    }

    private void Write(VerificationReport report, LineWriter? lines)
    {
        if (_format == OutputFormat.Table)
            VerificationTable.Write(report, TableOutput.Standard());
        lines?.Write(new ReportLine<VerificationReport>(report), ReportJson.Default.VerificationReportLine);
        if (report.Message is not null)
            Messages.Write($"error: {report.Quota}: {report.Message}");
    }
}
