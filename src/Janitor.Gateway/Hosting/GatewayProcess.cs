using System.Text.Json.Serialization;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Problems;
using Janitor.Gateway.Quotas;
using Janitor.Gateway.Uploads;
using Janitor.Gateway.Usage;
using Janitor.Storage.Postgres.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Hosting;

/// <summary>The gateway as a process: the API on one port, health on another.</summary>
public static class GatewayProcess
{
    private const long LargestBody = 1 << 20;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public static async Task RunAsync(GatewaySettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var ledger = await PostgresLedger.OpenAsync(settings.Ledger, cancellationToken);
        await using var app = Build(settings, ledger, time);
        await app.RunAsync(cancellationToken);
    }

    /// <summary>The process, not yet started.</summary>
    public static WebApplication Build(GatewaySettings settings, PostgresLedger ledger, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.ListenAnyIP(settings.Port);
            kestrel.ListenAnyIP(settings.HealthPort);
        });
        AddServices(builder.Services, settings, ledger, time);
        var app = builder.Build();
        // By the port that was connected to: the Host header tells another behind a proxy.
        app.MapWhen(context => settings.HealthPort != 0 && context.Connection.LocalPort == settings.HealthPort, health => health.Run(context => ProbeAsync(context, app.Services)));
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.Use(static async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<EntranceRule>() is { } rule)
                context.Features.Set(await context.RequestServices.GetRequiredService<Entrance>().EnterAsync(context, rule.Changes));
            await next(context);
        });
        app.MapGateway();
#pragma warning disable ASP0014 // Routing ends before the middleware that answers what no route has.
        app.UseEndpoints(_ => { });
#pragma warning restore ASP0014
        return app;
    }

    private static void AddServices(IServiceCollection services, GatewaySettings settings, PostgresLedger ledger, TimeProvider time)
    {
        services.AddRoutingCore();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default);
            // The context's own options count only where it is used without these.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddSingleton(time);
        services.AddSingleton<ILedger>(ledger);
        services.AddSingleton<IAuditLog>(new PostgresAuditLog(ledger));
        services.AddSingleton<IQuotaSource>(settings.Quotas);
        services.AddSingleton<IPeople, Nobody>();
        services.AddSingleton<QuotaDesk>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<QuotaCheck>();
        services.AddSingleton<UploadDesk>();
        services.AddSingleton<UploadCompletion>();
        services.AddSingleton<Deletions>();
        services.AddSingleton<IUsageReports>(new PostgresUsageReports(ledger));
        services.AddSingleton<UsageDesk>();
        services.AddSingleton<ExpiredUploads>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpiredUploads>());
    }

    private static Task ProbeAsync(HttpContext context, IServiceProvider services)
    {
        var problem = context.Request.Path.Value switch
        {
            "/healthz" => string.Empty,
            "/readyz" => services.GetRequiredService<IQuotaSource>().Problem ?? string.Empty,
            _ => null,
        };
        context.Response.StatusCode = problem switch
        {
            null => StatusCodes.Status404NotFound,
            "" => StatusCodes.Status200OK,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        return context.Response.WriteAsync(problem is "" ? "ok" : problem ?? string.Empty, context.RequestAborted);
    }
}
