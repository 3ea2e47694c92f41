using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Hosting;
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
        await app.RunAsync(cancellationToken);
        return app.Services.GetRequiredService<OperatorState>().Failure is null ? 0 : 1;
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
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_ => new PrometheusText(Meters));
        builder.Services.AddSingleton(provider => new MetricsAccess(provider.GetRequiredService<IKubernetesClient>(), settings.MetricsSecure, time));
        builder.Services.AddJanitor(settings, cluster);

        var app = builder.Build();
        // Instruments that are made before anyone listens would be missing.
        _ = (app.Services.GetRequiredService<PrometheusText>(), app.Services.GetRequiredService<VolumeMetrics>(), app.Services.GetRequiredService<ProcessMetrics>());
        app.UseRouting();
        Map(app, settings);
        return app;
    }

    private static void Map(WebApplication app, OperatorSettings settings)
    {
        var state = app.Services.GetRequiredService<OperatorState>();
        Bind(app.MapGet("/healthz", () => Probe(state.IsLive, "has not renewed its lease for too long")), settings.HealthPort);
        Bind(app.MapGet("/readyz", () => Probe(state.IsReady, state.Failure ?? "the caches are not full yet")), settings.HealthPort);
        Bind(app.MapGet("/metrics", async (HttpContext context, PrometheusText metrics, MetricsAccess access) =>
        {
            var status = await access.CheckAsync(context.Request.Headers.Authorization, context.RequestAborted);
            return status == StatusCodes.Status200OK ? Results.Text(metrics.Write(), PrometheusText.ContentType) : Results.StatusCode(status);
        }), settings.MetricsPort);
    }

    /// <summary>Answers at one port alone: the one that was connected to. The Host header tells another behind a proxy or <c>kubectl port-forward</c>.</summary>
    private static void Bind(RouteHandlerBuilder route, int port) => route.AddEndpointFilter((context, next) =>
        port == 0 || context.HttpContext.Connection.LocalPort == port ? next(context) : ValueTask.FromResult<object?>(Results.NotFound()));

    private static IResult Probe(bool isWell, string complaint) => isWell ? Results.Text("ok") : Results.Text(complaint, statusCode: StatusCodes.Status503ServiceUnavailable);
}
