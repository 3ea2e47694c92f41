using Microsoft.AspNetCore.Http;

namespace Janitor.Gateway.Problems;

/// <summary>What can be wrong with a request, or with answering it. docs/gateway.md explains each.</summary>
/// <param name="Name">The last part of its type URI.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">It in words, the same for all of its kind.</param>
internal sealed record ProblemKind(string Name, int Status, string Title)
{
    private const string Base = "https://janitor.dev/problems/";

    public static readonly ProblemKind BadRequest = new("bad-request", StatusCodes.Status400BadRequest, "The request cannot be understood");
    public static readonly ProblemKind InvalidKey = new("invalid-key", StatusCodes.Status400BadRequest, "The key cannot be used");
    public static readonly ProblemKind Unauthorized = new("unauthorized", StatusCodes.Status401Unauthorized, "Who asks is not known");
    public static readonly ProblemKind Forbidden = new("forbidden", StatusCodes.Status403Forbidden, "This is not permitted");
    public static readonly ProblemKind QuotaExceeded = new("quota-exceeded", StatusCodes.Status403Forbidden, "It does not fit into the quota");
    public static readonly ProblemKind NotFound = new("not-found", StatusCodes.Status404NotFound, "There is no such thing");
    public static readonly ProblemKind NotServed = new("not-served", StatusCodes.Status404NotFound, "The gateway does not serve this quota");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This cannot be done with it");
    public static readonly ProblemKind UploadCompleted = new("upload-completed", StatusCodes.Status409Conflict, "The upload has been completed before");
    public static readonly ProblemKind UploadMissing = new("upload-missing", StatusCodes.Status409Conflict, "Nothing has been uploaded yet");
    public static readonly ProblemKind JobNotCompleted = new("job-not-completed", StatusCodes.Status409Conflict, "The job is not completed");
    public static readonly ProblemKind UploadGone = new("upload-gone", StatusCodes.Status410Gone, "The upload has expired, or was given up");
    public static readonly ProblemKind TooLarge = new("too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The request is not JSON");
    public static readonly ProblemKind WrongContent = new("wrong-content", StatusCodes.Status422UnprocessableEntity, "What was uploaded is not what was promised");
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests");
    public static readonly ProblemKind Internal = new("internal", StatusCodes.Status500InternalServerError, "The gateway has failed");
    public static readonly ProblemKind Unavailable = new("unavailable", StatusCodes.Status503ServiceUnavailable, "It cannot be answered now");

    /// <summary>Those that any request can be answered with.</summary>
    public static readonly ProblemKind[] Common = [BadRequest, Unauthorized, Forbidden, NotFound, TooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable];

    private static readonly ProblemKind[] OfStatuses = [BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, TooLarge, UnsupportedMediaType, TooManyRequests, Unavailable];

    /// <summary>The type URI.</summary>
    public string Type => Base + Name;

    /// <summary>The general kind of an HTTP status that the framework has chosen.</summary>
    public static ProblemKind Of(int status) => Array.Find(OfStatuses, kind => kind.Status == status) ?? (status >= StatusCodes.Status500InternalServerError ? Internal : BadRequest with { Status = status });
}
