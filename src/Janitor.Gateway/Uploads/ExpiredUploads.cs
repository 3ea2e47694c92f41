using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Quotas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Uploads;

/// <summary>Removes what was uploaded and not completed in time. Any number of gateways do it at once: each takes other uploads. What cannot be removed now is left to <see cref="StrayUploads"/>.</summary>
internal sealed class ExpiredUploads(QuotaDesk desk, ILedger ledger, IAuditLog audit, TimeProvider time, ILogger<ExpiredUploads> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private const string Actor = "gateway";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what has expired until now of the quotas that this gateway serves; others' is for those who know their buckets.</summary>
    /// <returns>How many uploads there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var quotas = new Dictionary<int, ServedQuota>();
        await foreach (var quota in desk.OpenAllAsync(cancellationToken))
            quotas[quota.Collection] = quota;
        var swept = 0;
        while (await ledger.TakeExpiredAsync(quotas.Keys, AtOnce, cancellationToken) is { Count: > 0 } expired)
        {
            foreach (var reservation in expired)
                await RemoveAsync(quotas[reservation.Collection], reservation, cancellationToken);
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
            catch (LedgerException problem)
            {
                logger.SweepFailed(problem.Message);
            }
        }
    }

    private async Task RemoveAsync(ServedQuota quota, Reservation reservation, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever completed it may have died after the copy and before the books: what is at the key is booked as it is.
            if (await quota.Bucket.FindAsync(reservation.Key, cancellationToken) is { } stored)
                await ledger.BookAsync(quota.Collection, [new BookedObject(reservation.Key, reservation.Tenant, stored.Size, stored.ModifiedAt) { ETag = stored.ETag, StorageClass = stored.StorageClass }], cancellationToken);
            await quota.Bucket.Uploads.DiscardAsync(reservation.Id, reservation.UploadId, cancellationToken);
        }
        catch (StoreException problem)
        {
            logger.SweepFailed($"upload {reservation.Id} of quota {quota.Quota}: {problem.Message}");
        }
    }
}
