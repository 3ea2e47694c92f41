using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Janitor.Gateway.Objects;

/// <summary>Reads the key that is part of a request's address.</summary>
internal static class RequestedKey
{
    private const string Folder = "/objects/";

    /// <summary>
    /// The key before a verb such as <c>:download</c>; null without that verb. It is decoded once, from the address as it was sent: the server's own decoding leaves <c>%2F</c>,
    /// so that a key with a slash and one with these three characters would look the same.
    /// </summary>
    public static string? Before(HttpContext context, string verb)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];
        var start = path.IndexOf(Folder, StringComparison.Ordinal);
        return start >= 0 && path.EndsWith(verb, StringComparison.Ordinal) ? Uri.UnescapeDataString(path[(start + Folder.Length)..^verb.Length]) : null;
    }
}
