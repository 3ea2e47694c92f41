using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.Hosting;

namespace Janitor.Operator.Ledger;

/// <summary>
/// Every 30 s, while this operator leads: takes down the runs that could not be taken down before, and sweeps what is too old. So it is also known whether the
/// ledger can be used, when nothing else uses it; quotas tell that.
/// </summary>
internal sealed class LedgerUpkeep(
    LedgerLink link, RunHistory history, OperatorState state, ObjectCache<StorageQuota> quotas, Action<StorageQuota> changed, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long runs and audit entries are kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private string? _told;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (link.IsUsed)
            await history.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!link.IsUsed)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (state.IsLeader)
                await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await history.FlushAsync(cancellationToken);
        try
        {
            await link.UseAsync(ledger => ledger.Runs.SweepAsync(time.GetUtcNow() - Kept, cancellationToken), cancellationToken);
        }
        catch (LedgerException)
        {
            // The link has told it.
        }

        if (link.Problem == _told)
            return;
        _told = link.Problem;
        foreach (var quota in quotas.All())
            changed(quota);
    }
}
