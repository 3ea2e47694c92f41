using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Tests;

/// <summary>
/// An HTTP server that answers by a script, for faults that a real API server does not produce at will. Answers to the same request are given in order,
/// the last one again and again; what no script names is answered 404.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<ScriptedAnswer>> _scripts = [];
    private readonly List<ScriptedRequest> _requests = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _application;

    private ScriptedServer(WebApplication application) => _application = application;

    /// <summary>The server's address: <c>http://127.0.0.1:41234</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="certificate">Its certificate with the key; null for plain HTTP.</param>
    /// <param name="wantsClientCertificate">Whether it asks for a client's certificate, which it takes whoever made it.</param>
    /// <param name="address">Where it listens; 127.0.0.1 when null.</param>
    public static async Task<ScriptedServer> StartAsync(
        X509Certificate2? certificate = null, bool wantsClientCertificate = false, IPAddress? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, 0, listen =>
        {
            // Without TLS nothing tells HTTP/2 from HTTP/1.1.
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = wantsClientCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        var application = builder.Build();
        var server = new ScriptedServer(application);
        application.Run(server.ServeAsync);
        await application.StartAsync();
        server.Address = new Uri(application.Urls.Single());
        return server;
    }

    /// <summary>Adds answers to the script of one request.</summary>
    /// <param name="verb">The HTTP method, or <c>WATCH</c> for a GET with <c>watch</c> in its query.</param>
    /// <param name="path">The path without query: <c>/api/v1/configmaps</c>.</param>
    /// <param name="answers">What is answered, in order.</param>
    public ScriptedServer On(string verb, string path, params ScriptedAnswer[] answers)
    {
        lock (_lock)
        {
            var key = $"{verb} {path}";
            if (!_scripts.TryGetValue(key, out var script))
                _scripts[key] = script = [];
            foreach (var answer in answers)
                script.Enqueue(answer);
        }
        return this;
    }

    /// <summary>The requests so far of one kind.</summary>
    public IReadOnlyList<ScriptedRequest> RequestsOf(string verb, string path) => [.. Requests.Where(r => r.Verb == verb && r.Path == path)];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await ScriptedRequest.ReadAsync(context);
        ScriptedAnswer answer;
        lock (_lock)
        {
            _requests.Add(request);
            answer = !_scripts.TryGetValue($"{request.Verb} {request.Path}", out var script) || script.Count == 0 ? ScriptedAnswer.NotFound
                : script.Count == 1 ? script.Peek()
                : script.Dequeue();
        }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
        try
        {
            await answer.GiveAsync(new ScriptedExchange(request, context, over.Token));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
