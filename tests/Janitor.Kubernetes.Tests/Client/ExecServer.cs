using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Tests.Client;

/// <summary>An API server that runs one command as a test's script says, over a real WebSocket.</summary>
internal sealed class ExecServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ExecServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = new("http://unset");

    /// <summary>Path and query of the last request.</summary>
    public string? Asked { get; private set; }

    /// <summary>The last request's Authorization.</summary>
    public string? Authorization { get; private set; }

    /// <summary>The thumbprint of the client's certificate.</summary>
    public string? ClientCertificate { get; private set; }

    /// <param name="script">What the server does once the WebSocket is open.</param>
    /// <param name="certificate">For TLS; none for plain HTTP.</param>
    /// <param name="wantsClientCertificate">Whether the client is asked for a certificate.</param>
    /// <param name="subprotocol">What it takes of the subprotocols that are asked for.</param>
    public static async Task<ExecServer> StartAsync(
        Func<WebSocket, CancellationToken, Task> script, X509Certificate2? certificate = null, bool wantsClientCertificate = false, string subprotocol = "v4.channel.k8s.io")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null)
                return;
            listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = wantsClientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var application = builder.Build();
        application.UseWebSockets();
        var server = new ExecServer(application);
        application.Run(context => server.ServeAsync(context, script, subprotocol));
        await application.StartAsync();
        server.Address = new Uri(application.Urls.Single());
        return server;
    }

    /// <summary>Sends one message on a channel, in frames of the given length.</summary>
    public static async Task SendAsync(WebSocket socket, byte channel, string text, int frame = int.MaxValue)
    {
        byte[] message = [channel, .. System.Text.Encoding.UTF8.GetBytes(text)];
        for (var at = 0; at < message.Length; at += Math.Min(frame, message.Length - at))
        {
            var length = Math.Min(frame, message.Length - at);
            await socket.SendAsync(message.AsMemory(at, length), WebSocketMessageType.Binary, at + length == message.Length, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context, Func<WebSocket, CancellationToken, Task> script, string subprotocol)
    {
        Asked = $"{context.Request.Path}{context.Request.QueryString}";
        Authorization = context.Request.Headers.Authorization;
        ClientCertificate = context.Connection.ClientCertificate?.Thumbprint;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // As a kubelet does.
        if (!context.Request.Headers.Accept.ToString().Contains("*/*", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
        await script(socket, context.RequestAborted);
    }
}
