using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests.Backups.Hooks;

/// <summary>An API server with some pods and Secrets, which runs commands as a test says, over real WebSockets.</summary>
internal sealed class PodServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly JsonArray _pods = [];
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly List<string> _commands = [];

    private PodServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = new("http://unset");

    /// <summary>The commands that were run, as <c>pod/container: words</c>.</summary>
    public IReadOnlyList<string> Commands => _commands;

    /// <summary>Whether commands are forbidden.</summary>
    public bool Forbids { get; set; }

    /// <summary>How a command ends: its code and what it writes to its standard error output; a code below 0 is silence.</summary>
    public Func<string, (int Code, string Errors)> Run { get; set; } = _ => (0, string.Empty);

    public static async Task<PodServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.UseWebSockets();
        var server = new PodServer(application);
        application.Run(server.ServeAsync);
        await application.StartAsync();
        server.Address = new Uri(application.Urls.Single());
        return server;
    }

    /// <summary>Adds a pod with the containers <c>app</c> and <c>proxy</c> and the label <c>app=web</c>.</summary>
    public PodServer AddPod(string name, string phase = "Running", string ready = "True", bool isGoing = false)
    {
        _pods.Add(JsonNode.Parse($$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"media","labels":{"app":"web"}{{{(isGoing ? ",\"deletionTimestamp\":\"2026-03-04T12:00:00Z\"" : string.Empty)}}} },
             "spec":{"containers":[{"name":"app"},{"name":"proxy"}]},"status":{"phase":"{{{phase}}}","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}
            """));
        return this;
    }

    /// <summary>Adds a Secret with the key <c>uri</c>.</summary>
    public PodServer AddSecret(string name, string uri)
    {
        _secrets[name] = uri;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (path)
        {
            case ["api", "v1", "namespaces", "media", "pods"]:
                // As the server does it with one label.
                var isMine = (string?)context.Request.Query["labelSelector"] == "app=web";
                await AnswerAsync(context, 200, new JsonObject { ["metadata"] = new JsonObject(), ["items"] = isMine ? _pods.DeepClone() : new JsonArray() });
                break;
            case ["api", "v1", "namespaces", "media", "secrets", var name] when _secrets.TryGetValue(name, out var uri):
                await AnswerAsync(context, 200, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject { ["uri"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(uri)) } });
                break;
            case ["api", "v1", "namespaces", "media", "pods", var pod, "exec"] when !Forbids:
                await ExecAsync(context, pod);
                break;
            default:
                var (code, reason) = Forbids ? (403, "Forbidden") : (404, "NotFound");
                await AnswerAsync(context, code, new JsonObject { ["kind"] = "Status", ["status"] = "Failure", ["reason"] = reason, ["message"] = $"it is {reason}", ["code"] = code });
                break;
        }
    }

    private async Task ExecAsync(HttpContext context, string pod)
    {
        var command = string.Join(' ', context.Request.Query["command"].ToArray());
        _commands.Add($"{pod}/{context.Request.Query["container"]}: {command}");
        var (code, errors) = Run(command);
        using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
        if (code < 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        await SendAsync(socket, 2, errors);
        await SendAsync(socket, 3, code == 0
            ? """{"status":"Success"}"""
            : $$$"""{"status":"Failure","reason":"NonZeroExitCode","message":"command terminated with non-zero exit code","details":{"causes":[{"reason":"ExitCode","message":"{{{code}}}"}]}}""");
    }

    private static Task SendAsync(WebSocket socket, byte channel, string text) =>
        socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private static Task AnswerAsync(HttpContext context, int code, JsonObject answer)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }
}
