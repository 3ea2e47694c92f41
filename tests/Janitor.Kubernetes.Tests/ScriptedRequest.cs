using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Janitor.Kubernetes.Tests;

/// <summary>A request that came to a <see cref="ScriptedServer"/>.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, decoded, without query.</param>
/// <param name="Query">The query's values, decoded.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body as text.</param>
/// <param name="ClientCertificate">The client's certificate; null when it sent none.</param>
/// <param name="Connection">Names the connection it came by.</param>
/// <param name="Protocol"><c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
internal sealed record ScriptedRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    X509Certificate2? ClientCertificate,
    string Connection,
    string Protocol)
{
    /// <summary>The method, or <c>WATCH</c>.</summary>
    public string Verb => Method == HttpMethods.Get && Query.ContainsKey("watch") ? "WATCH" : Method;

    /// <summary>The body read as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>A header's value; null when it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A query value; null when it was not sent.</summary>
    public string? Value(string name) => Query.GetValueOrDefault(name);

    public static async Task<ScriptedRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new ScriptedRequest(
            context.Request.Method,
            context.Request.PathBase + context.Request.Path,
            context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted),
            await context.Connection.GetClientCertificateAsync(context.RequestAborted),
            context.Connection.Id,
            context.Request.Protocol);
    }
}
