using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Metrics;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Problems;
using Janitor.Storage.Buckets.S3.Uploads;

namespace Janitor.Gateway.Uploads;

/// <summary>Ends uploads: verified and booked, or removed.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="audit">Who did what.</param>
/// <param name="metrics">Counts what was done.</param>
internal sealed class UploadCompletion(ILedger ledger, IAuditLog audit, GatewayMetrics metrics)
{
    /// <summary>Verifies an upload, brings it to its place and books it.</summary>
    /// <exception cref="ProblemException">There is no such upload, or it is not what was promised.</exception>
    public async Task<ObjectAnswer> CompleteAsync(Visit visit, Guid id, CompleteRequest request, CancellationToken cancellationToken)
    {
        var reservation = await FindAsync(visit, id, cancellationToken);
        var uploads = visit.Quota.Bucket.Uploads;
        if (reservation.UploadId is not null)
            await AssembleAsync(visit, reservation, request, cancellationToken);
        var verified = await uploads.VerifyAsync(reservation, cancellationToken);
        switch (verified.Verdict)
        {
            case UploadVerdict.Missing:
                throw await MissingAsync(visit, id, cancellationToken);
            case UploadVerdict.Wrong:
                await EndAsync(visit, reservation, AuditActions.UploadRefused, verified.Found);
                throw new ProblemException(ProblemKind.WrongContent, $"{verified.Found}; it was removed: begin another upload");
        }

        var stored = await uploads.PlaceAsync(reservation, verified, cancellationToken) ?? throw await MissingAsync(visit, id, cancellationToken);
        var booked = new BookedObject(reservation.Key, reservation.Tenant, stored.Size, stored.ModifiedAt) { Sha256 = reservation.Sha256, ETag = stored.ETag, StorageClass = stored.StorageClass };
        // It is in its place: from here on it is booked whether or not whoever asked still listens.
        // That the room is gone means that its time ran out meanwhile, or that another request did the same: what is there is still to be booked.
        var entry = UploadDesk.Entry(visit.Caller.Name, AuditActions.UploadCompleted, reservation);
        if (await ledger.CompleteAsync(id, booked, entry, CancellationToken.None))
        {
            metrics.CountAction(entry.Action);
        }
        else
        {
            await ledger.BookAsync(reservation.Collection, [booked], CancellationToken.None);
            await audit.WriteAsync([entry], CancellationToken.None);
        }

        await uploads.DiscardAsync(id, null, CancellationToken.None);
        return ObjectAnswer.Of(booked);
    }

    /// <summary>Gives an upload up.</summary>
    /// <exception cref="ProblemException">There is no such upload.</exception>
    public async Task AbandonAsync(Visit visit, Guid id, CancellationToken cancellationToken) =>
        await EndAsync(visit, await FindAsync(visit, id, cancellationToken), AuditActions.UploadAbandoned, null);

    private static async Task AssembleAsync(Visit visit, Reservation reservation, CompleteRequest request, CancellationToken cancellationToken)
    {
        if (request.Parts.Count == 0 || request.Parts.DistinctBy(part => part.Number).Count() != request.Parts.Count || request.Parts.Any(part => part.Number < 1 || string.IsNullOrEmpty(part.ETag)))
            throw new ProblemException(ProblemKind.BadRequest, "this upload has parts: send {\"parts\":[{\"number\":1,\"etag\":\"…\"}]} with each part once");
        if (await visit.Quota.Bucket.Uploads.AssembleAsync(reservation, request.Parts, cancellationToken) is { } complaint)
            throw new ProblemException(ProblemKind.UploadMissing, $"the parts are not those that the server has: {complaint}");
    }

    /// <summary>Removes first: room that is given up while the bytes are still there would be promised to somebody else.</summary>
    private async Task EndAsync(Visit visit, Reservation reservation, string action, string? detail)
    {
        await visit.Quota.Bucket.Uploads.DiscardAsync(reservation.Id, reservation.UploadId, CancellationToken.None);
        await ledger.ReleaseAsync(reservation.Id, CancellationToken.None);
        await audit.WriteAsync([UploadDesk.Entry(visit.Caller.Name, action, reservation, detail)], CancellationToken.None);
    }

    private async Task<Reservation> FindAsync(Visit visit, Guid id, CancellationToken cancellationToken) =>
        await ledger.FindReservationAsync(id, cancellationToken) is { } reservation && reservation.Collection == visit.Quota.Collection && reservation.Tenant == visit.Of
            ? reservation
            : throw await GoneAsync(visit, id, cancellationToken) ?? new ProblemException(ProblemKind.NotFound, "there is no such upload");

    /// <summary>Nothing is there: another request may have completed it a moment ago.</summary>
    private async Task<ProblemException> MissingAsync(Visit visit, Guid id, CancellationToken cancellationToken) =>
        await ledger.FindReservationAsync(id, cancellationToken) is null && await GoneAsync(visit, id, cancellationToken) is { } gone
            ? gone
            : new ProblemException(ProblemKind.UploadMissing, "nothing was uploaded yet: send the content to the url, then complete");

    private async Task<ProblemException?> GoneAsync(Visit visit, Guid id, CancellationToken cancellationToken) =>
        await audit.LastActionAsync(visit.Quota.Collection, visit.Of, id, cancellationToken) switch
        {
            null => null,
            AuditActions.UploadCompleted => new ProblemException(ProblemKind.UploadCompleted, "it was completed before"),
            AuditActions.UploadRefused => new ProblemException(ProblemKind.UploadGone, "it was refused, and removed: begin another"),
            AuditActions.UploadAbandoned => new ProblemException(ProblemKind.UploadGone, "it was given up: begin another"),
            // Begun, and its room is gone: its time has run out, whether it was swept or not.
            _ => new ProblemException(ProblemKind.UploadGone, "it has expired: begin another"),
        };
}
