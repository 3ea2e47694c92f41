using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests.Notifications;

/// <summary>A receiver of notifications: answers as it was told, 200 when it was told nothing, and remembers what it was sent.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    /// <summary>What is secret of the address.</summary>
    public const string Key = "hunter2-T000-B000";

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<int> _answers = [];
    private readonly ConcurrentQueue<string> _bodies = [];
    private readonly ConcurrentQueue<string> _heads = [];

    private WebhookServer(WebApplication application) => _application = application;

    /// <summary>The address, with what is secret of it.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>The bodies so far.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Method, path and type of the requests so far.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    public static async Task<WebhookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var server = new WebhookServer(application);
        application.Run(server.ServeAsync);
        await application.StartAsync();
        server.Url = $"{application.Urls.Single()}/services/{Key}";
        return server;
    }

    /// <summary>Says how the next requests are answered: by a code, -1 by silence, and 429 asks to wait 30 s.</summary>
    public WebhookServer Answer(params int[] codes)
    {
        foreach (var code in codes)
            _answers.Enqueue(code);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _heads.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Method} {context.Request.Path} {context.Request.ContentType}"));
        _bodies.Enqueue(body);
        var code = _answers.TryDequeue(out var next) ? next : StatusCodes.Status200OK;
        if (code < 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = code;
        if (code == StatusCodes.Status302Found)
            context.Response.Headers.Location = "/elsewhere";
        if (code == StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = "30";
    }
}
