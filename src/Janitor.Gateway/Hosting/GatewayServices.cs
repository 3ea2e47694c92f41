using System.Text.Json.Serialization;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Metrics;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Quotas;
using Janitor.Gateway.Uploads;
using Janitor.Gateway.Usage;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Metrics;
using Janitor.Kubernetes.Reviews;
using Janitor.Storage.Postgres.Ledger;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Gateway.Hosting;

/// <summary>What the gateway consists of.</summary>
internal static class GatewayServices
{
    private static readonly string[] Meters = [GatewayMetrics.MeterName, "Janitor.Kubernetes"];

    /// <summary>Adds all that is the same wherever quotas come from.</summary>
    public static void AddGateway(this IServiceCollection services, PostgresLedger ledger, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton<ILedger>(ledger);
        services.AddSingleton<IUsageReports>(new PostgresUsageReports(ledger));
        services.AddSingleton<IAuditLog>(provider => new CountedAuditLog(new PostgresAuditLog(ledger), provider.GetRequiredService<GatewayMetrics>()));
        services.AddSingleton<GatewayMetrics>().AddSingleton<ProcessMetrics>().AddSingleton(_ => new PrometheusText(Meters));
        services.AddSingleton<QuotaDesk>().AddSingleton<ApiKeys>().AddSingleton<Entrance>();
        services.AddSingleton<QuotaCheck>().AddSingleton<UploadDesk>().AddSingleton<UploadCompletion>().AddSingleton<Downloads>().AddSingleton<Deletions>().AddSingleton<UsageDesk>();
        services.AddSingleton<ExpiredUploads>().AddHostedService(provider => provider.GetRequiredService<ExpiredUploads>());
        services.AddSingleton<StrayUploads>().AddHostedService(provider => provider.GetRequiredService<StrayUploads>());
    }

    /// <summary>Adds the quotas of files, for which there are no people.</summary>
    public static void AddDocuments(this IServiceCollection services, QuotaDocuments quotas) =>
        services.AddSingleton<IQuotaSource>(quotas).AddSingleton<IPeople, Nobody>();

    /// <summary>Adds the quotas of a cluster, and its people.</summary>
    public static void AddCluster(this IServiceCollection services, ClusterConnection cluster, IReadOnlyList<string> namespaces)
    {
        services.AddSingleton<IKubernetesClient>(provider =>
            new KubernetesClient(cluster, new KubernetesClientOptions { Types = JanitorJson.Default, UserAgent = "janitor-gateway" }, provider.GetRequiredService<TimeProvider>()));
        services.AddKubernetesOperator(options => (options.Name, options.Namespaces) = ("janitor.dev/gateway", namespaces))
            .AddCache<StorageQuota>(ClusterQuotas.Choose)
            .AddCache<Secret>(ClusterQuotas.Choose);
        services.AddSingleton<IQuotaSource, ClusterQuotas>();
        services.AddSingleton<ApiReviews>().AddSingleton<IPeople, ClusterPeople>();
    }

    /// <summary>Adds what serves HTTP: routes whose JSON is read strictly.</summary>
    public static void AddHttp(this IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddOpenApi(GatewayDocument.Name, options => options.AddDocumentTransformer((document, _, _) =>
        {
            GatewayDocument.Complete(document);
            return Task.CompletedTask;
        }));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default);
            // The context's own options count only where it is used without these.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
    }
}
