using System.Net;

namespace Janitor.Kubernetes.Client;

/// <summary>The API server refused a request, could not be reached, or answered with what is not its language.</summary>
public sealed class ApiException : Exception
{
    /// <summary>An answer other than success, or an error inside a watch.</summary>
    /// <param name="code">The HTTP code; 0 when there was no answer.</param>
    /// <param name="reason">The server's CamelCase word, such as <c>NotFound</c>, <c>AlreadyExists</c>, <c>Expired</c>; empty when it gave none.</param>
    /// <param name="message">What was asked for and what the server said.</param>
    /// <param name="status">The server's answer, where it sent a Status.</param>
    /// <param name="retryAfter">How long the server asks to wait.</param>
    /// <param name="inner">What went wrong with the connection.</param>
    public ApiException(int code, string reason, string message, ApiStatus? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        (Code, Reason, Status, RetryAfter) = (code, reason, status, retryAfter);
    }

    /// <summary>The HTTP code; 0 when there was no answer.</summary>
    public int Code { get; }

    /// <summary>The server's CamelCase word; empty when it gave none.</summary>
    public string Reason { get; }

    /// <summary>The server's answer, where it sent a Status.</summary>
    public ApiStatus? Status { get; }

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>There is no such object, or no such resource.</summary>
    public bool IsNotFound => Code == (int)HttpStatusCode.NotFound;

    /// <summary>Somebody else was first: the object exists already, or is not in the version or of the uid that was asked for.</summary>
    public bool IsConflict => Code == (int)HttpStatusCode.Conflict;

    /// <summary>The roles do not allow it.</summary>
    public bool IsForbidden => Code == (int)HttpStatusCode.Forbidden;

    /// <summary>The version to go on from, or the page to go on with, is gone: list anew.</summary>
    public bool IsExpired => Code == (int)HttpStatusCode.Gone;

    /// <summary>The server has not come as far as the version that was asked for, as after a restore of etcd: list without one.</summary>
    public bool IsVersionTooLarge => Status?.Details?.Causes?.Any(cause => cause.Reason == "ResourceVersionTooLarge") == true;
}
