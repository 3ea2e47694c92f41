using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Metrics;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Uploads;

/// <summary>Promises room, and tells how to fill it.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="metrics">Counts what was done.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadDesk(ILedger ledger, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>How long an uploader has; large contents take longer.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeInParts = TimeSpan.FromHours(24);

    /// <summary>What was begun within its time may end after it, and then has to be completed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Promises room.</summary>
    /// <returns>How to fill it, or an object of the tenant that has this content already.</returns>
    /// <exception cref="ProblemException">The request is wrong, or it does not fit.</exception>
    public async Task<(UploadAnswer? Answer, BookedObject? Twin)> BeginAsync(Visit visit, UploadRequest request, CancellationToken cancellationToken)
    {
        var key = await CheckAsync(visit, request, cancellationToken);
        var (limit, inParts) = (visit.Quota.LimitOf(visit.Of), request.Size > Storage.Buckets.S3.Uploads.S3Uploads.LargestAtOnce);
        var lifetime = inParts ? LifetimeInParts : Lifetime;
        var reservation = new Reservation(Guid.NewGuid(), visit.Quota.Collection, visit.Of, key, request.Size, RequestedHash.Parse(request.Sha256), time.GetUtcNow() + lifetime + Grace)
        {
            ContentType = request.ContentType,
        };
        // An upload in parts is begun before its room is promised, so that whoever sweeps the promise knows it; what need not be begun is found out before that.
        if (inParts && await FindTwinAsync(visit, reservation, cancellationToken) is { } twin)
            return (null, twin);
        if (inParts)
            await RefuseEarlyAsync(reservation, limit, cancellationToken);
        reservation = reservation with { UploadId = await visit.Quota.Bucket.Uploads.BeginAsync(reservation.Id, request.Size, request.ContentType, cancellationToken) };
        // Signed while the room is promised, each of which takes about as long.
        var (reserving, signing) = (ReserveAsync(visit, reservation, limit, besideTwin: inParts, cancellationToken), visit.Quota.Bucket.Uploads.SignAsync(reservation, lifetime));
        await ((Task)signing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await reserving is { } found)
            return (null, found);
        // A bucket that does not answer keeps no room.
        if (!signing.IsCompletedSuccessfully)
            await ledger.ReleaseAsync(reservation.Id, CancellationToken.None);
        var offer = await signing;
        metrics.CountAction(AuditActions.UploadBegun);
        var first = offer.Parts[0];
        return offer.UploadId is null
            ? (new UploadAnswer(reservation.Id, first.ExpiresAt, first.Method, first.Url, first.Headers, null, null), null)
            : (new UploadAnswer(reservation.Id, first.ExpiresAt, null, null, null, offer.PartSize, offer.Parts), null);
    }

    /// <summary>An entry about an upload.</summary>
    public static AuditEntry Entry(string actor, string action, Reservation reservation, string? detail = null) =>
        new(actor, action, reservation.Collection, reservation.Tenant, reservation.Key) { Upload = reservation.Id, Detail = detail };

    /// <summary>Checks a request, and returns its key.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> CheckAsync(Visit visit, UploadRequest request, CancellationToken cancellationToken)
    {
        const long Largest = 5L << 40;
        if (request.Size is < 0 or > Largest)
            throw new ProblemException(ProblemKind.BadRequest, "size must be from 0 to 5 TiB, the largest object of S3");
        if (request.ContentType is { } type && (type.Length > 255 || type.Any(sign => sign is < ' ' or > '~')))
            throw new ProblemException(ProblemKind.BadRequest, "contentType is no media type");
        return await ObjectKey.ForUploadAsync(visit, request.Key, cancellationToken);
    }

    /// <summary>An object of the tenant with this content that is really there; null when there is none.</summary>
    private async Task<BookedObject?> FindTwinAsync(Visit visit, Reservation wish, CancellationToken cancellationToken)
    {
        var twin = await ledger.FindContentAsync(wish.Collection, wish.Tenant, wish.Sha256, cancellationToken);
        return twin?.Size == wish.Size && await IsThereAsync(visit, twin, cancellationToken) ? twin : null;
    }

    /// <summary>Whoever is told that it is there will not upload it: so it has to be.</summary>
    private static async Task<bool> IsThereAsync(Visit visit, BookedObject twin, CancellationToken cancellationToken)
    {
        var stored = await visit.Quota.Bucket.FindAsync(twin.Key, cancellationToken);
        return stored is not null && stored.Size == twin.Size && (twin.ETag is null || twin.ETag == stored.ETag);
    }

    /// <summary>Has the room kept: then it returns null. Otherwise there is a twin.</summary>
    private async Task<BookedObject?> ReserveAsync(Visit visit, Reservation reservation, TenantLimit limit, bool besideTwin, CancellationToken cancellationToken)
    {
        var (fitted, usage, twin) = await ledger.TryReserveAsync(reservation, limit, Entry(visit.Caller.Name, AuditActions.UploadBegun, reservation), besideTwin, cancellationToken);
        if (fitted)
            return null;
        if (twin is not null)
            return await IsThereAsync(visit, twin, cancellationToken) ? twin : await ReserveAsync(visit, reservation, limit, besideTwin: true, cancellationToken);
        if (reservation.UploadId is not null)
            await visit.Quota.Bucket.Uploads.DiscardAsync(reservation.Id, reservation.UploadId, CancellationToken.None);
        throw Exceeded(usage, limit, reservation.Size);
    }

    private async Task RefuseEarlyAsync(Reservation reservation, TenantLimit limit, CancellationToken cancellationToken)
    {
        var usage = await ledger.UsageAsync(reservation.Collection, reservation.Tenant, cancellationToken);
        if (!Standing.Of(usage, limit).Fits(reservation.Size, objects: 1))
            throw Exceeded(usage, limit, reservation.Size);
    }

    private static ProblemException Exceeded(TenantUsage usage, TenantLimit limit, long size) =>
        new(ProblemKind.QuotaExceeded, $"an object of {size} bytes does not fit: delete something, or ask for a higher limit") { Standing = Standing.Of(usage, limit) };
}
