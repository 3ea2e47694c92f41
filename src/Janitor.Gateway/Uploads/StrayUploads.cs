using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Quotas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Uploads;

/// <summary>
/// Removes what was uploaded and has no room kept for it: what a request that was sent once more has brought, what a sweep could not remove, what a gateway left
/// that died between two steps. Only what is older than the longest upload: what is begun now may not have its room yet.
/// </summary>
internal sealed class StrayUploads(QuotaDesk desk, ILedger ledger, TimeProvider time, ILogger<StrayUploads> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Removes what is there now.</summary>
    /// <param name="age">How old it has to be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task SweepAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await foreach (var quota in desk.OpenAllAsync(cancellationToken))
        {
            try
            {
                var removed = 0;
                await foreach (var some in quota.Bucket.Uploads.ListAsync(age, cancellationToken).Chunk(AtOnce).WithCancellation(cancellationToken))
                {
                    var kept = await ledger.FindReservedAsync([.. some.Select(upload => upload.Id)], cancellationToken);
                    foreach (var upload in some.Where(upload => !kept.Contains(upload.Id)))
                    {
                        await quota.Bucket.Uploads.DiscardAsync(upload.Id, upload.UploadId, cancellationToken);
                        removed++;
                    }
                }

                if (removed > 0)
                    logger.StraysRemoved(removed, quota.Quota.ToString());
            }
            catch (StoreException problem)
            {
                logger.SweepFailed($"quota {quota.Quota}: {problem.Message}");
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(Age, stoppingToken);
            }
            catch (LedgerException problem)
            {
                logger.SweepFailed(problem.Message);
            }
        }
    }
}
