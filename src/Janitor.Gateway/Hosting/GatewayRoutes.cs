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

    /// <summary>Adds all routes. A question is no change, though it may be a POST: its body would be too long for an address.</summary>
    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        var reading = app.MapGroup(Tenant).WithMetadata(new EntranceRule(Changes: false));
        reading.MapPost("/check", Check).Tells("check", "Would this fit? Nothing is reserved.");
        reading.MapGet("/objects/{**key}", Download).Tells("download", "Signs the download of an object.");
        reading.MapGet("/jobs/{job}/artifacts/{artifact}:download", DownloadArtifact).Tells("downloadArtifact", "Signs the download of an artifact of a completed job.", ProblemKind.JobNotCompleted);
        reading.MapGet("/duplicates/{sha256}", FindTwin).Tells("duplicate", "An object of the tenant with this content.");
        reading.MapPost("/objects:archive", Archive).Tells("archive", "Many objects as one zip.").Produces(StatusCodes.Status200OK, contentType: "application/zip");
        MapReports(app.MapGroup(Tenant), "tenant", "a tenant");
        MapReports(app.MapGroup(Quota), "quota", "all tenants");

        var changing = app.MapGroup(Tenant).WithMetadata(new EntranceRule(Changes: true));
        changing.MapPost("/uploads", BeginUpload).Tells("beginUpload", "Reserves room, and tells how to upload; or the object that has this content already.");
        changing.MapPost("/uploads/{id}:complete", CompleteUpload).Accepts<CompleteRequest>(isOptional: true, "application/json")
            .Tells("completeUpload", "Verifies what was uploaded, and books it.", ProblemKind.UploadCompleted, ProblemKind.UploadGone, ProblemKind.WrongContent);
        changing.MapDelete("/uploads/{id}", AbandonUpload).Tells("abandonUpload", "Gives an upload up.", ProblemKind.UploadCompleted, ProblemKind.UploadGone);
        changing.MapPost("/objects:delete", Delete).Tells("delete", "Deletes objects; each is answered for itself.");
    }

    private static void MapReports(RouteGroupBuilder scope, string prefix, string whose)
    {
        scope.WithMetadata(new EntranceRule(Changes: false));
        scope.MapGet("/usage", Usage).Tells($"{prefix}Usage", $"What {whose} has, and by what.");
        scope.MapGet("/analytics", Analytics).Tells($"{prefix}Analytics", $"What each day brought {whose}, and how things stand now.");
    }

    /// <summary>Names a route, for metrics and the OpenAPI document, and tells which problems it answers with beside those that any has.</summary>
    private static RouteHandlerBuilder Tells(this RouteHandlerBuilder route, string name, string summary, params ProblemKind[] problems)
    {
        route.WithName(name).WithSummary(summary);
        foreach (var status in ProblemKind.Common.Concat(problems).Select(kind => kind.Status).Distinct())
            route.Produces<Problem>(status, ProblemAnswers.MediaType);
        return route;
    }

    private static Task<CheckAnswer> Check(Visit visit, [FromBody] CheckRequest request, [FromServices] QuotaCheck check, CancellationToken cancellationToken) =>
        check.AskAsync(visit, request, cancellationToken);

    private static async Task<Results<Created<UploadAnswer>, Ok<ObjectAnswer>>> BeginUpload(
        Visit visit, [FromBody] UploadRequest request, [FromServices] UploadDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        var (answer, twin) = await desk.BeginAsync(visit, request, cancellationToken);
        return answer is null ? TypedResults.Ok(ObjectAnswer.Of(twin!)) : TypedResults.Created($"{context.Request.Path}/{answer.Id}", answer);
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

    private static async Task<DownloadAnswer> Download(Visit visit, HttpContext context, [FromQuery] string? expires, [FromServices] Downloads downloads, CancellationToken cancellationToken) =>
        RequestedKey.Before(context, ":download") is { } key
            ? await downloads.SignAsync(visit, key, expires, cancellationToken)
            : throw new ProblemException(ProblemKind.NotFound, "there is nothing here; a download is KEY:download");

    private static async Task<DownloadAnswer> DownloadArtifact(Visit visit, string job, string artifact, [FromQuery] string? expires, [FromServices] Downloads downloads, CancellationToken cancellationToken) =>
        await downloads.SignAsync(visit, await Artifacts.FindAsync(visit, job, artifact, cancellationToken), expires, cancellationToken);

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
