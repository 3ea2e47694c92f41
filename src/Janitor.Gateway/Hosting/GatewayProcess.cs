using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Metrics;
using Janitor.Gateway.Problems;
using Janitor.Gateway.Quotas;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Metrics;
using Janitor.Storage.Postgres.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Hosting;

/// <summary>The gateway as a process: the API on one port, health and metrics on another.</summary>
public static class GatewayProcess
{
    private const long LargestBody = 1 << 20;

    /// <summary>Runs until it is cancelled, or cannot go on.</summary>
    /// <returns>0 when it was ended; 1 when it could not go on.</returns>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    /// <exception cref="ConnectionException">There is no cluster, and no documents in its place.</exception>
    public static async Task<int> RunAsync(GatewaySettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var ledger = await PostgresLedger.OpenAsync(settings.Ledger, cancellationToken);
        await using var app = Build(settings, ledger, time);
        // Taken before: a host that has run is disposed, its services with it.
        var state = app.Services.GetService<OperatorState>();
        await app.RunAsync(cancellationToken);
        return state?.Failure is null ? 0 : 1;
    }

    /// <summary>The process, not yet started.</summary>
    /// <exception cref="ConnectionException">There is no cluster, and no documents in its place.</exception>
    public static WebApplication Build(GatewaySettings settings, PostgresLedger ledger, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.ListenAnyIP(settings.Port);
            if (settings.HealthPort != 0)
                kestrel.ListenAnyIP(settings.HealthPort);
        });
        builder.Services.AddGateway(ledger, time);
        builder.Services.AddHttp();
        if (settings.Quotas is { } quotas)
            builder.Services.AddDocuments(quotas);
        else
            builder.Services.AddCluster(new ConnectionSearch { Kubeconfig = settings.Kubeconfig }.Find(time), settings.Namespaces);
        var app = builder.Build();
        // Instruments that are made before anyone listens would be missing.
        foreach (var instruments in (Type[])[typeof(PrometheusText), typeof(GatewayMetrics), typeof(ProcessMetrics)])
            _ = app.Services.GetRequiredService(instruments);
        Map(app, settings.HealthPort);
        return app;
    }

    private static void Map(WebApplication app, int healthPort)
    {
        // By the port that was connected to: the Host header tells another behind a proxy.
        app.MapWhen(context => context.Connection.LocalPort == healthPort, health => health.Run(context => TellAsync(context, app.Services)));
        app.UseMiddleware<RequestCounts>();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.Use(static async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<EntranceRule>() is { } rule)
                context.Features.Set(await context.RequestServices.GetRequiredService<Entrance>().EnterAsync(context, rule.Changes));
            await next(context);
        });
        app.MapGateway();
        app.MapOpenApi(GatewayDocument.Path).WithName("openapi");
#pragma warning disable ASP0014 // Routing ends before the middleware that answers what no route has.
        app.UseEndpoints(_ => { });
#pragma warning restore ASP0014
    }

    private static Task TellAsync(HttpContext context, IServiceProvider services)
    {
        var (status, text, type) = context.Request.Path.Value switch
        {
            "/healthz" => (StatusCodes.Status200OK, "ok", "text/plain"),
            "/readyz" when services.GetRequiredService<IQuotaSource>().Problem is { } problem => (StatusCodes.Status503ServiceUnavailable, problem, "text/plain"),
            "/readyz" => (StatusCodes.Status200OK, "ok", "text/plain"),
            "/metrics" => (StatusCodes.Status200OK, services.GetRequiredService<PrometheusText>().Write(), PrometheusText.ContentType),
            _ => (StatusCodes.Status404NotFound, string.Empty, "text/plain"),
        };
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
