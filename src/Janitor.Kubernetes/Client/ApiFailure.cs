using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Client;

/// <summary>Makes the one exception of all that goes wrong.</summary>
internal static class ApiFailure
{
    /// <summary>A Status is some hundred bytes; what is longer was written by a proxy.</summary>
    private const int LongestBody = 1 << 16;

    private const int LongestQuote = 300;

    /// <summary>Whether an exception tells of the connection, or of an answer that is not JSON.</summary>
    public static bool IsOfConnection(Exception e) => e is HttpRequestException or IOException or JsonException or ConnectionException;

    /// <summary>Of a connection that could not be made or broke off, or an answer that is not the API's language.</summary>
    public static ApiException From(Exception e, string what, ClusterConnection connection)
    {
        var server = connection.Server.Authority;
        return new ApiException(0, string.Empty, e switch
        {
            ConnectionException => $"{what}: {e.Message}",
            JsonException => $"{what}: {server} answered with what is not the Kubernetes API's JSON: {e.Message}",
            { InnerException: AuthenticationException tls } =>
                $"{what}: no TLS connection with {server}: {(tls.InnerException ?? tls).Message} "
                + $"Look at the cluster's certificate-authority and tls-server-name in {connection.Origin}.",
            _ => $"{what}: {server}: {e.Message}",
        }, inner: e);
    }

    /// <summary>Of an answer that is not success.</summary>
    public static async Task<ApiException> FromAsync(
        HttpResponseMessage response, string what, string origin, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(response, cancellationToken);
        var status = StatusOf(body);
        var retryAfter = RetryAfter(response, time) ?? RetryAfter(status);
        var code = (int)response.StatusCode;
        var hint = response.StatusCode == HttpStatusCode.Unauthorized ? $" (look at the credentials of {origin})" : string.Empty;
        return new ApiException(code, status?.Reason ?? string.Empty, Message(what, code, response.ReasonPhrase, status, body) + hint, status, retryAfter);
    }

    /// <summary>Of a Status that came as an event of a watch.</summary>
    public static ApiException From(ApiStatus status, string what) =>
        new(status.Code, status.Reason ?? string.Empty, Message(what, status.Code, null, status, string.Empty), status, RetryAfter(status));

    private static string Message(string what, int code, string? phrase, ApiStatus? status, string body)
    {
        var word = string.IsNullOrEmpty(status?.Reason) ? phrase : status.Reason;
        var text = string.IsNullOrEmpty(status?.Message) ? Quote(body) : status.Message;
        return string.Create(CultureInfo.InvariantCulture, $"{what}: {code} {word}: {text}").TrimEnd(' ', ':');
    }

    private static string Quote(string body)
    {
        var text = body.ReplaceLineEndings(" ").Trim();
        return text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestBody];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer, LongestBody, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (IOException)
        {
            // The code says more than the body that broke off.
            return string.Empty;
        }
    }

    private static ApiStatus? StatusOf(string body)
    {
        if (!body.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize(body, ClientJson.Default.ApiStatus) is { Status: not null } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static TimeSpan? RetryAfter(ApiStatus? status) =>
        status?.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}
