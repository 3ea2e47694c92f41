using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Quotas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Uploads;

/// <summary>Removes what was uploaded and not completed in time. Any number of gateways do it at once: each takes other uploads.</summary>
internal sealed class ExpiredUploads(QuotaDesk desk, ILedger ledger, IAuditLog audit, TimeProvider time, ILogger<ExpiredUploads> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private const string Actor = "gateway";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what has expired until now.</summary>
    /// <returns>How many uploads there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var quotas = new Dictionary<int, ServedQuota>();
        foreach (var quota in desk.All())
        {
            if (await OpenAsync(quota, cancellationToken) is { } served)
                quotas[served.Collection] = served;
        }

        var swept = 0;
        while (await ledger.TakeExpiredAsync(AtOnce, cancellationToken) is { Count: > 0 } expired)
        {
            foreach (var reservation in expired)
            {
                if (quotas.TryGetValue(reservation.Collection, out var quota))
                    await RemoveAsync(quota, reservation, cancellationToken);
            }

            await audit.WriteAsync([.. expired.Select(one => UploadDesk.Entry(Actor, AuditActions.UploadExpired, one))], cancellationToken);
            swept += expired.Count;
        }

        return swept;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is LedgerException or StoreException)
            {
                logger.SweepFailed(problem.Message);
            }
        }
    }

    private async Task<ServedQuota?> OpenAsync(Api.Quotas.StorageQuota quota, CancellationToken cancellationToken)
    {
        try
        {
            return await desk.OpenAsync(quota, cancellationToken);
        }
        catch (StoreException problem)
        {
            logger.SweepFailed($"quota {quota}: {problem.Message}");
            return null;
        }
    }

    private async Task RemoveAsync(ServedQuota quota, Reservation reservation, CancellationToken cancellationToken)
    {
        try
        {
            await quota.Bucket.Uploads.DiscardAsync(reservation.Id, reservation.UploadId, cancellationToken);
        }
        catch (StoreException problem)
        {
            logger.SweepFailed($"upload {reservation.Id} of quota {quota.Quota}: {problem.Message}");
        }
    }
}
