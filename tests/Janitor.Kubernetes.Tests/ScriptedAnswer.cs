using System.Globalization;
using System.Text.Json.Nodes;

namespace Janitor.Kubernetes.Tests;

/// <summary>How a <see cref="ScriptedServer"/> answers a request.</summary>
/// <param name="GiveAsync">Gives the answer.</param>
internal sealed record ScriptedAnswer(Func<ScriptedExchange, Task> GiveAsync)
{
    /// <summary>No answer at all, until the client hangs up.</summary>
    public static ScriptedAnswer Silence { get; } = new(exchange => exchange.SilenceAsync());

    /// <summary>The connection breaks off before an answer.</summary>
    public static ScriptedAnswer Cut { get; } = new(exchange =>
    {
        exchange.Cut();
        return Task.CompletedTask;
    });

    /// <summary>404 as the API server says it.</summary>
    public static ScriptedAnswer NotFound { get; } = Failure(404, "NotFound", "the server could not find the requested resource");

    /// <summary>An answer of any code with JSON.</summary>
    public static ScriptedAnswer Json(string json, int code = 200, params (string Name, string Value)[] headers) => new(exchange =>
    {
        exchange.Begin(code, "application/json", headers);
        return exchange.SendAsync(json);
    });

    /// <summary>An answer of any code with text that is not JSON, as proxies give it.</summary>
    public static ScriptedAnswer Text(string text, int code = 200, params (string Name, string Value)[] headers) => new(exchange =>
    {
        exchange.Begin(code, "text/plain", headers);
        return exchange.SendAsync(text);
    });

    /// <summary>A Status of the API server; with Retry-After when <paramref name="retryAfterSeconds"/> is given.</summary>
    public static ScriptedAnswer Failure(int code, string reason, string message, int? retryAfterSeconds = null) =>
        Json(StatusJson(code, reason, message), code, retryAfterSeconds is { } s ? [("Retry-After", s.ToString(CultureInfo.InvariantCulture))] : []);

    /// <summary>A list of one page.</summary>
    /// <param name="resourceVersion">The list's version.</param>
    /// <param name="items">Its objects in JSON.</param>
    public static ScriptedAnswer List(string resourceVersion, params string[] items) => Page(resourceVersion, null, items);

    /// <summary>A page of a list.</summary>
    /// <param name="resourceVersion">The list's version.</param>
    /// <param name="more">The token of the next page; null on the last one.</param>
    /// <param name="items">Its objects in JSON.</param>
    public static ScriptedAnswer Page(string resourceVersion, string? more, params string[] items) => Json(
        $$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"{{resourceVersion}}","continue":"{{more}}"},"items":[{{string.Join(',', items)}}]}""");

    /// <summary>A watch that sends lines and is ended by the server in good order.</summary>
    public static ScriptedAnswer Watch(params string[] lines) => Stream(exchange => exchange.SendAsync(string.Concat(lines.Select(l => l + "\n"))));

    /// <summary>A watch that sends lines and then stays silent until the client hangs up.</summary>
    public static ScriptedAnswer WatchThenSilence(params string[] lines) => Stream(async exchange =>
    {
        await exchange.SendAsync(string.Concat(lines.Select(l => l + "\n")));
        await exchange.SilenceAsync();
    });

    /// <summary>A watch that sends text as it is, such as half a line, and then breaks the connection off.</summary>
    public static ScriptedAnswer WatchThenCut(string text) => Stream(async exchange =>
    {
        await exchange.SendAsync(text);
        exchange.Cut();
    });

    /// <summary>An answer of 200 whose body the script sends itself.</summary>
    public static ScriptedAnswer Stream(Func<ScriptedExchange, Task> script) => new(async exchange =>
    {
        exchange.Begin(200);
        await exchange.SendHeadAsync();
        await script(exchange);
    });

    /// <summary>A line of a watch: <c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c> with an object.</summary>
    public static string Line(string type, string json) => $$"""{"type":"{{type}}","object":{{json}}}""";

    /// <summary>A line of a watch that says that nothing changed until a version.</summary>
    public static string Bookmark(string resourceVersion, string kind = "ConfigMap", string apiVersion = "v1") =>
        Line("BOOKMARK", new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = apiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion, ["creationTimestamp"] = null },
        }.ToJsonString());

    /// <summary>A line of a watch with an error.</summary>
    public static string Error(int code, string reason, string message, int? retryAfterSeconds = null) =>
        Line("ERROR", StatusJson(code, reason, message, retryAfterSeconds));

    /// <summary>An object in JSON with metadata alone.</summary>
    public static string Object(string kind, string name, string resourceVersion, string? @namespace = "default", string apiVersion = "v1") =>
        new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = apiVersion,
            ["metadata"] = Metadata(name, resourceVersion, @namespace),
        }.ToJsonString();

    private static JsonObject Metadata(string name, string resourceVersion, string? @namespace)
    {
        var metadata = new JsonObject { ["name"] = name, ["resourceVersion"] = resourceVersion, ["uid"] = $"uid-{name}" };
        if (@namespace is not null)
            metadata["namespace"] = @namespace;
        return metadata;
    }

    private static string StatusJson(int code, string reason, string message, int? retryAfterSeconds = null) => new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
        ["details"] = retryAfterSeconds is { } seconds ? new JsonObject { ["retryAfterSeconds"] = seconds } : new JsonObject(),
    }.ToJsonString();
}
