using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Metrics;
using Janitor.Kubernetes.Reviews;
using Janitor.Operator.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Hosting;

/// <summary>The operator as a process: the controllers, health on one port and metrics on another.</summary>
public static class OperatorProcess
{
    private const string RuntimeMeter = "Janitor.Kubernetes";
    private static readonly string[] Meters = [RunMetrics.MeterName, RuntimeMeter];

    /// <summary>Runs until it is cancelled, or cannot go on.</summary>
    /// <returns>0 when it was ended; 1 when it could not go on.</returns>
    public static async Task<int> RunAsync(OperatorSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var cluster = new ConnectionSearch { Kubeconfig = settings.Kubeconfig }.Find(time);
        await using var app = Build(settings, cluster, time);
        // Taken before: a host that has run is disposed, its services with it.
        var state = app.Services.GetRequiredService<OperatorState>();
        await app.RunAsync(cancellationToken);
        return state.Failure is null ? 0 : 1;
    }

    /// <summary>The process, not yet started.</summary>
    public static WebApplication Build(OperatorSettings settings, ClusterConnection cluster, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenAnyIP(settings.HealthPort);
            if (settings.MetricsPort != settings.HealthPort)
                kestrel.ListenAnyIP(settings.MetricsPort);
        });
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(_ => new PrometheusText(Meters));
        builder.Services.AddSingleton(provider => new MetricsAccess(new ApiReviews(provider.GetRequiredService<IKubernetesClient>()), settings.MetricsSecure, time));
        builder.Services.AddJanitor(settings, cluster);

        var app = builder.Build();
        // Instruments that are made before anyone listens would be missing.
        foreach (var instruments in (Type[])[typeof(PrometheusText), typeof(VolumeMetrics), typeof(QuotaMetrics), typeof(BackupMetrics), typeof(LedgerMetrics), typeof(VerificationMetrics), typeof(ProcessMetrics)])
            _ = app.Services.GetRequiredService(instruments);
        Map(app, settings);
        return app;
    }

    /// <summary>
    /// Answers at each of the two ports what belongs there, by the port that was connected to: the Host header tells another behind a proxy or
    /// <c>kubectl port-forward</c>. Three pages need no routing, whose code is some 10 MB of memory and compiled at each start.
    /// </summary>
    private static void Map(WebApplication app, OperatorSettings settings)
    {
        var (state, metrics, access) = (
            app.Services.GetRequiredService<OperatorState>(), app.Services.GetRequiredService<PrometheusText>(), app.Services.GetRequiredService<MetricsAccess>());
        app.Run(context => context.Request.Path.Value switch
        {
            "/healthz" when IsAt(context, settings.HealthPort) => ProbeAsync(context, state.IsLive, "has not renewed its lease for too long"),
            "/readyz" when IsAt(context, settings.HealthPort) => ProbeAsync(context, state.IsReady, state.Failure ?? "the caches are not full yet"),
            "/metrics" when IsAt(context, settings.MetricsPort) => TellAsync(context, metrics, access),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, string.Empty),
        });
    }

    private static bool IsAt(HttpContext context, int port) => port == 0 || context.Connection.LocalPort == port;

    private static Task ProbeAsync(HttpContext context, bool isWell, string complaint) =>
        isWell ? AnswerAsync(context, StatusCodes.Status200OK, "ok") : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, complaint);

    private static async Task TellAsync(HttpContext context, PrometheusText metrics, MetricsAccess access)
    {
        var status = await access.CheckAsync(context.Request.Headers.Authorization, context.RequestAborted);
        var text = status == StatusCodes.Status200OK ? metrics.Write() : string.Empty;
        await AnswerAsync(context, status, text, PrometheusText.ContentType);
    }

    private static Task AnswerAsync(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
