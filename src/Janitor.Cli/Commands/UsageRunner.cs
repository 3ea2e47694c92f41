using Janitor.Api.Quotas;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres.Ledger;

namespace Janitor.Cli.Commands;

/// <summary>Tells what the tenants of quotas have.</summary>
internal sealed class UsageRunner(UsageArguments arguments, TimeProvider time)
{
    /// <summary>Checks everything, then asks the ledger, or lists.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (QuotaSession.Read(arguments.Quotas, needsLedger: arguments.By is not null, hasLedger => !hasLedger, time) is not { } session)
            return ExitCode.InvalidInput;
        if (arguments is { From: { } from, To: { } to } && from > to)
        {
            Messages.WriteErrors(["--from: is after --to"]);
            return ExitCode.InvalidInput;
        }

        try
        {
            var reports = session.Ledger is { } connection
                ? await BooksAsync(session.Quotas, connection, cancellationToken)
                : await ListAsync(session, cancellationToken);
            Write(reports, session.Quotas);
            return reports.TrueForAll(report => report.Message is null) ? ExitCode.Done : ExitCode.Partial;
        }
        catch (Exception problem) when (problem is LedgerException or StoreException or CatalogException)
        {
            Messages.WriteErrors([problem.Message]);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            Messages.WriteErrors(["cancelled"]);
            return ExitCode.Failed;
        }
    }

    private async Task<List<UsageReport>> BooksAsync(IReadOnlyList<PreparedQuota> quotas, string connection, CancellationToken cancellationToken)
    {
        await using var ledger = await PostgresLedger.OpenAsync(connection, cancellationToken);
        var reports = new List<UsageReport>();
        foreach (var quota in quotas)
        {
            var collection = await new LedgerIndex(ledger).FindAsync(quota.Quota.ToString(), quota.Place, cancellationToken)
                ?? throw new LedgerException($"{quota.Quota}: the ledger has no books of it for {quota.Place}: the operator's first measurement, or the gateway, begins them");
            reports.Add(await new LedgerUsage(ledger, new PostgresUsageReports(ledger), collection).ReportAsync(quota.Quota, arguments, time, cancellationToken));
        }

        return reports;
    }

    private async Task<List<UsageReport>> ListAsync(QuotaSession session, CancellationToken cancellationToken)
    {
        var reports = new List<UsageReport>();
        foreach (var quota in session.Quotas)
        {
            await using var store = quota.OpenStore!();
            var listing = ListAsync(quota.Quota, store, session.Secrets, cancellationToken);
            reports.Add(await new ProgressView(arguments.Quotas.Progress, time).ShowAsync(() => $"{quota.Quota}: listing {store.Description}", listing));
        }

        return reports;
    }

    private async Task<UsageReport> ListAsync(StorageQuota quota, IStore store, SecretSource secrets, CancellationToken cancellationToken)
    {
        var tally = new UsageTally(await LocalTenants.OpenAsync(quota, secrets, time, cancellationToken));
        await store.OpenAsync(StoreUse.Read, cancellationToken);
        await store.ScanAsync(default, tally, cancellationToken);
        var (unlisted, first) = tally.Unlisted;
        return UsageReports.Of(quota, "listing", tally, arguments.Tenant) with
        {
            Message = unlisted == 0 ? null : $"{unlisted} director(ies) could not be listed, so the sums are too small: {first}",
        };
    }

    private void Write(IReadOnlyList<UsageReport> reports, IReadOnlyList<PreparedQuota> quotas)
    {
        if (arguments.Quotas.Output == OutputFormat.Json)
            ReportOutput.WriteJson(reports, quotas.Count, UsageJson.Default.UsageReport, UsageJson.Default.IReadOnlyListUsageReport);
        foreach (var (report, quota) in reports.Zip(quotas))
        {
            if (arguments.Quotas.Output == OutputFormat.Table)
                UsageTable.Write(report, quota.Quota, TableOutput.Standard());
            if (report.Message is { } message)
                Messages.Write($"error: {report.Quota}: {message}");
        }
    }
}
