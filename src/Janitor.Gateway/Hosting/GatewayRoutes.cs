using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Problems;
using Janitor.Gateway.Uploads;
using Janitor.Gateway.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Janitor.Gateway.Hosting;

/// <summary>What can be asked.</summary>
internal static class GatewayRoutes
{
    private const string Quota = "/v1/namespaces/{namespace}/quotas/{quota}";
    private const string Tenant = Quota + "/tenants/{tenant}";

    /// <summary>Adds all routes.</summary>
    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        // A question is no change, though it is a POST: its body would be too long for an address.
        var reading = app.MapGroup(Tenant).WithMetadata(new EntranceRule(Changes: false));
        reading.MapPost("/check", Check);
        reading.MapGet("/objects/{**key}", Download);
        reading.MapGet("/duplicates/{sha256}", FindTwin);
        reading.MapPost("/objects:archive", Archive);
        foreach (var scope in (string[])[Tenant, Quota])
        {
            var told = app.MapGroup(scope).WithMetadata(new EntranceRule(Changes: false));
            told.MapGet("/usage", Usage);
            told.MapGet("/analytics", Analytics);
        }

        var changing = app.MapGroup(Tenant).WithMetadata(new EntranceRule(Changes: true));
        changing.MapPost("/uploads", BeginUpload);
        changing.MapPost("/uploads/{id}:complete", CompleteUpload);
        changing.MapDelete("/uploads/{id}", AbandonUpload);
        changing.MapPost("/objects:delete", Delete);
    }

    private static Task<CheckAnswer> Check(Visit visit, [FromBody] CheckRequest request, [FromServices] QuotaCheck check, CancellationToken cancellationToken) =>
        check.AskAsync(visit, request, cancellationToken);

    private static async Task<Results<Created<UploadAnswer>, Ok<ObjectAnswer>>> BeginUpload(
        Visit visit, [FromBody] UploadRequest request, [FromServices] UploadDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        UploadDesk.Check(visit, request);
        if (await desk.FindTwinAsync(visit, request, cancellationToken) is { } twin)
            return TypedResults.Ok(ObjectAnswer.Of(twin));
        var answer = await desk.BeginAsync(visit, request, cancellationToken);
        return TypedResults.Created($"{context.Request.Path}/{answer.Id}", answer);
    }

    private static async Task<ObjectAnswer> CompleteUpload(Visit visit, string id, HttpContext context, [FromServices] UploadCompletion completion, CancellationToken cancellationToken)
    {
        // Only uploads in parts have something to say here.
        var says = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        if (says && !context.Request.HasJsonContentType())
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "send application/json, or nothing");
        var request = !says
            ? new CompleteRequest()
            : await context.Request.ReadFromJsonAsync(GatewayJson.Default.CompleteRequest, cancellationToken) ?? new CompleteRequest();
        return await completion.CompleteAsync(visit, UploadId(id), request, cancellationToken);
    }

    private static async Task<NoContent> AbandonUpload(Visit visit, string id, [FromServices] UploadCompletion completion, CancellationToken cancellationToken)
    {
        await completion.AbandonAsync(visit, UploadId(id), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<DownloadAnswer> Download(Visit visit, HttpContext context, [FromQuery] string? expires, CancellationToken cancellationToken) =>
        RequestedKey.Before(context, ":download") is { } key
            ? await Downloads.SignAsync(visit, key, expires, cancellationToken)
            : throw new ProblemException(ProblemKind.NotFound, "there is nothing here; a download is KEY:download");

    private static Task<DeleteAnswer> Delete(Visit visit, [FromBody] DeleteRequest request, [FromServices] Deletions deletions, CancellationToken cancellationToken) =>
        deletions.DeleteAsync(visit, request, cancellationToken);

    private static Task Archive(Visit visit, [FromBody] ArchiveRequest request, HttpContext context, CancellationToken cancellationToken) =>
        Objects.Archive.WriteAsync(visit, request, context, cancellationToken);

    private static Task<UsageAnswer> Usage(Visit visit, [FromQuery] string? by, [FromServices] UsageDesk desk, CancellationToken cancellationToken) =>
        desk.UsageAsync(visit, by, cancellationToken);

    private static Task<AnalyticsAnswer> Analytics(
        Visit visit, [FromQuery] string? from, [FromQuery] string? to, [FromQuery] string? by, [FromServices] UsageDesk desk, CancellationToken cancellationToken) =>
        desk.AnalyticsAsync(visit, from, to, by, cancellationToken);

    private static async Task<ObjectAnswer> FindTwin(Visit visit, string sha256, [FromServices] ILedger ledger, CancellationToken cancellationToken) =>
        await ledger.FindContentAsync(visit.Quota.Collection, visit.Of, RequestedHash.Parse(sha256), cancellationToken) is { } twin
            ? ObjectAnswer.Of(twin)
            : throw new ProblemException(ProblemKind.NotFound, "the tenant has no object with this content");

    private static Guid UploadId(string id) => Guid.TryParse(id, out var upload) ? upload : throw new ProblemException(ProblemKind.NotFound, "there is no such upload");
}
