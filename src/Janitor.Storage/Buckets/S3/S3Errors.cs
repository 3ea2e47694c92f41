using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Janitor.Api;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>Turns what the SDK throws into what a user can act on. The server's own message is left out where it may quote credentials.</summary>
internal static class S3Errors
{
    private const string Bucket = "spec.target.bucket";

    /// <param name="error">What the SDK threw.</param>
    /// <param name="target">The bucket.</param>
    /// <param name="doing">What was tried: <c>list</c>.</param>
    public static StoreException ToStoreException(Exception error, BucketTarget target, string doing)
    {
        if (error is StoreException already)
            return already;
        var server = target.Endpoint ?? $"Amazon S3 in {target.Region}";
        var tried = $"cannot {doing} bucket {target.Name} at {server}: ";
        var (field, words) = Find<AmazonServiceException>(error) is { } answered && answered.StatusCode != default
            ? Refused(answered, target)
            : Unreachable(error, target);
        return new StoreException(field, tried + words, error);
    }

    /// <summary>Why one object was not deleted or copied, in words for the user.</summary>
    public static string Describe(string? code, string? message) => code switch
    {
        "AccessDenied" => "AccessDenied: object lock, a bucket policy or a missing permission keeps it" + After(message),
        "InvalidObjectState" => "InvalidObjectState: it is archived; restore it first" + After(message),
        null or "" => "the server gave no reason" + After(message),
        _ => code + After(message),
    };

    /// <summary>As <see cref="Describe(string?, string?)"/>, of an exception.</summary>
    public static string Describe(Exception error) => Find<AmazonServiceException>(error) is { } answered && answered.StatusCode != default
        ? Describe(answered.ErrorCode, answered.Message)
        : $"no answer: {Innermost(error).Message}";

    private static (string Field, string Words) Refused(AmazonServiceException error, BucketTarget target) => error switch
    {
        { ErrorCode: "NoSuchBucket" } or { StatusCode: HttpStatusCode.NotFound } =>
            (Bucket + ".name", $"it does not exist; create it or correct {Bucket}.name"),
        { ErrorCode: "InvalidBucketName" } =>
            (Bucket + ".name", $"the server does not accept this as a bucket's name; correct {Bucket}.name"),
        { ErrorCode: "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" }
            or { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect } =>
            (Bucket + ".region", $"{error.ErrorCode}: it is not in region {target.Region}; correct {Bucket}.region or {Bucket}.endpoint"),
        { ErrorCode: "RequestTimeTooSkewed" } =>
            (Bucket + ".endpoint", "RequestTimeTooSkewed: this machine's clock and the server's are too far apart; correct the clock"),
        { ErrorCode: "InvalidAccessKeyId" } =>
            (Bucket + ".credentialsSecretRef", "InvalidAccessKeyId: the server does not know this accessKeyId; correct the Secret"),
        { ErrorCode: "SignatureDoesNotMatch" } =>
            (Bucket + ".credentialsSecretRef", "SignatureDoesNotMatch: the secretAccessKey does not belong to the accessKeyId; correct the Secret"),
        { ErrorCode: "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" } =>
            (Bucket + ".credentialsSecretRef", $"{error.ErrorCode}: the sessionToken is not valid any more; renew the Secret"),
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
            (Bucket + ".credentialsSecretRef", $"{error.ErrorCode}: these credentials are not permitted to; allow it in the bucket's policy or the user's, or use others"),
        _ when S3Retry.IsTransient(error) =>
            (Bucket + ".endpoint", $"the server went on answering {(int)error.StatusCode} {error.ErrorCode}; try again later"),
        _ => (Bucket, $"the server answered {(int)error.StatusCode} {error.ErrorCode}{After(error.Message)}"),
    };

    private static (string Field, string Words) Unreachable(Exception error, BucketTarget target)
    {
        var http = Find<HttpRequestException>(error);
        var cause = Innermost(error).Message;
        if (Find<AuthenticationException>(error) is not null)
            return (Bucket + ".endpoint", $"TLS failed: {cause}; correct {Bucket}.endpoint or name its authority in {Bucket}.caBundleSecretRef");
        if (http?.HttpRequestError == HttpRequestError.NameResolutionError)
            return (Bucket + ".endpoint", $"its host name is unknown: {cause}; correct {Bucket}.endpoint");
        if (http?.HttpRequestError == HttpRequestError.ConnectionError || Find<TimeoutException>(error) is not null)
            return (Bucket + ".endpoint", $"it cannot be reached: {cause}; correct {Bucket}.endpoint, or see whether the server runs and is let through");
        if (target.CredentialsSecretRef is null && http is null && error is AmazonClientException)
            return (Bucket + ".credentialsSecretRef", $"no credentials found: {cause}; name a Secret in {Bucket}.credentialsSecretRef");
        return (Bucket + ".endpoint", $"the connection broke off: {cause}");
    }

    private static string After(string? message) => string.IsNullOrWhiteSpace(message) ? string.Empty : $" ({message})";

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
                return found;
        }
        return null;
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error;
    }
}
