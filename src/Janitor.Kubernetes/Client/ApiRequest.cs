using System.Net;
using System.Net.Http.Headers;

namespace Janitor.Kubernetes.Client;

/// <summary>One request. Its body is kept as bytes, so that it can be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the server's address, with its query.</param>
/// <param name="What">What is asked for, in words: <c>get configmaps default/x</c>.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, string What)
{
    /// <summary>What is accepted where the answer is not of the API itself; its errors still come as objects. A kubelet refuses who accepts JSON alone (406).</summary>
    public const string Anything = "application/json, */*";

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>The headers by which another protocol is asked for on the same connection, as HTTP/1.1 alone can; null to ask for none.</summary>
    public HttpRequestHeaders? Upgrade { get; init; }

    /// <summary>As it is sent: a new one each time, for a message can be sent only once.</summary>
    public HttpRequestMessage ToMessage(Uri server, string? token, string userAgent)
    {
        var message = new HttpRequestMessage(Method, new Uri(server, Path))
        {
            // Where the server speaks HTTP/1.1 alone, that is taken.
            Version = Upgrade is null ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var header in Upgrade?.NonValidated ?? default)
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        }

        return message;
    }
}
