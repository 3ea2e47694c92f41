using System.Text.Json.Serialization.Metadata;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Janitor.Kubernetes.Leadership;
using Janitor.Kubernetes.Metrics;
using Janitor.Operator.Backups;
using Janitor.Operator.Backups.Hooks;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Ledger;
using Janitor.Operator.Metrics;
using Janitor.Operator.Notifications;
using Janitor.Operator.Quotas;
using Janitor.Operator.Quotas.Workers;
using Janitor.Operator.Retention;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Pressure;
using Janitor.Operator.Retention.Runs;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Retention.Workers;
using Janitor.Operator.Status;
using Janitor.Operator.Targets;
using Janitor.Operator.Work;
using Janitor.Operator.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Operator.Hosting;

/// <summary>What the operator consists of.</summary>
public static class OperatorServices
{
    /// <summary>How many policies are looked at, at once. A look is some requests; runs do not count.</summary>
    private const int Workers = 8;

    /// <summary>Adds the controller of retention policies, with all it needs but a clock.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">What the operator was told.</param>
    /// <param name="cluster">How the API server is reached.</param>
    public static IServiceCollection AddJanitor(this IServiceCollection services, OperatorSettings settings, ClusterConnection cluster)
    {
        services.AddSingleton(cluster);
        services.AddSingleton<IKubernetesClient>(provider => new KubernetesClient(
            cluster, new KubernetesClientOptions { Types = JsonTypeInfoResolver.Combine(JanitorJson.Default, PressureJson.Default) }, provider.GetRequiredService<TimeProvider>()));
        var parts = services.AddKubernetesOperator(options =>
            {
                options.Name = "janitor.dev/operator";
                options.Namespaces = settings.Namespaces;
                options.LeaderElection = settings.Lease is { } lease ? new LeaderElectionOptions { LeaseName = lease, LeaseNamespace = cluster.Namespace } : null;
            })
            .AddCache<RetentionPolicy>(NamespaceIndex.AddTo)
            .AddCache<StorageQuota>(NamespaceIndex.AddTo)
            .AddCache<Job>(NamespaceIndex.AddTo)
            .AddCache<Pod>(cache => cache.LabelSelector = $"{WorkerJob.ManagedByLabel}={WorkerJob.ManagedBy}")
            .AddController<RetentionPolicyController, RetentionPolicy>(options =>
            {
                options.Workers = Workers;
                options.Annotations.Add(RetentionPolicy.RunAtAnnotation);
                options.Annotations.Add(RetentionPolicy.PlanAtAnnotation);
                options.Owns<Job>();
                options.Watches<Job>(PolicyTriggers.OfJob);
                options.Watches<Pod>((pod, _) => PolicyTriggers.OfPod(pod));
                options.Watches<SecretMetadata>(PolicyTriggers.OfSecret);
                options.Watches<PersistentVolumeClaim>(PolicyTriggers.OfClaim);
            })
            .AddController<StorageQuotaController, StorageQuota>(options =>
            {
                options.Workers = Workers;
                options.Owns<Job>();
                options.Watches<Pod>((pod, _) => QuotaTriggers.OfPod(pod));
                options.Watches<SecretMetadata>(QuotaTriggers.OfSecret);
                options.Watches<PersistentVolumeClaim>(QuotaTriggers.OfClaim);
            })
            .AddFinalizer<QuotaFinalizer, StorageQuota>(QuotaFinalizer.Id)
            .AddCache<BackupSchedule>(NamespaceIndex.AddTo)
            .AddCache<Backup>(NamespaceIndex.AddTo)
            .AddCache<Restore>(NamespaceIndex.AddTo)
            .AddController<BackupScheduleController, BackupSchedule>(options =>
            {
                options.Workers = Workers;
                options.Annotations.Add(RetentionPolicy.RunAtAnnotation);
                options.Annotations.Add(BackupSchedule.VerifyAtAnnotation);
                options.Owns<Backup>();
                options.Owns<Job>();
                options.Watches<Pod>((pod, _) => BackupTriggers.OfPod(pod, BackupSchedule.KindName));
                options.Watches<SecretMetadata>(BackupTriggers.OfSecret);
                options.Watches<PersistentVolumeClaim>(BackupTriggers.OfClaim);
            })
            .AddController<BackupController, Backup>(options =>
            {
                options.Workers = Workers;
                options.Owns<Job>();
                options.Watches<Pod>((pod, _) => BackupTriggers.OfPod(pod, Backup.KindName));
                options.Watches<BackupSchedule>(BackupTriggers.WaitingBackups);
                options.Watches<SecretMetadata>(BackupTriggers.WaitingBackups);
                options.Watches<PersistentVolumeClaim>(BackupTriggers.WaitingBackups);
            })
            .AddFinalizer<BackupFinalizer, Backup>(BackupFinalizer.Id)
            .AddController<RestoreController, Restore>(options =>
            {
                options.Workers = Workers;
                options.Owns<Job>();
                options.Watches<Pod>((pod, _) => BackupTriggers.OfPod(pod, Restore.KindName));
                options.Watches<BackupSchedule>(BackupTriggers.WaitingRestores);
                options.Watches<Backup>(BackupTriggers.WaitingRestores);
                options.Watches<SecretMetadata>(BackupTriggers.WaitingRestores);
                options.Watches<PersistentVolumeClaim>(BackupTriggers.WaitingRestores);
            });

        services.AddSingleton(settings.Workers).AddSingleton(settings.Ledger);
        services.AddSingleton<LedgerLink>().AddSingleton<LedgerMetrics>().AddSingleton<RunHistory>().AddSingleton<RunBooks>().AddHostedService<LedgerUpkeep>();
        services.AddSingleton(settings.Runs);
        services.AddSingleton<RetentionPolicyController>().AddSingleton<StorageQuotaController>();
        services.AddSingleton<Action<RetentionPolicy>>(provider => Enqueue<RetentionPolicy>(provider)).AddSingleton<Action<StorageQuota>>(provider => Enqueue<StorageQuota>(provider));
        services.AddSingleton<QuotaTenants>().AddSingleton<QuotaBooks>().AddSingleton<QuotaForecast>().AddSingleton<WriteDenials>().AddSingleton<Evictions>().AddSingleton<QuotaMeasurements>().AddSingleton<QuotaNews>().AddSingleton<QuotaMetrics>();
        services.AddSingleton<QuotaVerifications>().AddSingleton<VerificationNews>().AddSingleton<VerificationMetrics>();
        services.AddSingleton<StatusDesk>().AddSingleton<BackupScheduleController>().AddSingleton<BackupController>().AddSingleton<RestoreController>().AddSingleton<BackupBooks>();
        services.AddSingleton<BackupJobs>().AddSingleton<HookRounds>().AddSingleton<Action<Backup>>(provider => Enqueue<Backup>(provider)).AddSingleton<BackupVerifications>().AddSingleton<BackupNews>().AddSingleton<BackupMetrics>();
        services.AddSingleton<RunMetrics>().AddSingleton<RunNews>().AddSingleton<RunSignals>();
        services.AddSingleton<JobCatalog>().AddSingleton<Presence>().AddSingleton<SecretReader>();
        services.AddSingleton<NotificationMetrics>().AddSingleton<WebhookClient>().AddSingleton<Notifier>();
        services.AddSingleton<PodCommands>().AddSingleton<HookRunner>();
        services.AddSingleton<OperatorSlots>().AddSingleton<TargetStores>().AddSingleton<RunTargets>().AddSingleton<RunPlaces>().AddSingleton<OperatorRuns>();
        services.AddSingleton<WorkerJob>().AddSingleton<WorkerJobs>().AddSingleton<WorkerRuns>().AddSingleton<WorkerMeasurements>().AddSingleton<ClaimPlacement>();
        services.AddSingleton(provider => new VolumeUsages(settings.KubeletStats, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<VolumeMetrics>().AddSingleton<ProcessMetrics>();
        services.AddSingleton<INodeStats>(provider => new KubeletStats(cluster, settings.KubeletInsecureTls, provider.GetRequiredService<TimeProvider>()));
        if (settings.KubeletStats)
        {
            parts.AddCache<MountingPod>(cache =>
            {
                (cache.FieldSelector, cache.LabelSelector, cache.Transform) = (MountingPod.FieldSelector, MountingPod.LabelSelector, pod => pod.Reduced());
                cache.Indices[MountingPod.ClaimIndex] = pod => pod.Claims();
            });
            services.AddHostedService<PressureWatch>();
        }

        return services;
    }

    private static Action<T> Enqueue<T>(IServiceProvider provider)
        where T : class, IKubernetesObject => entity => provider.GetRequiredService<IControllerQueue<T>>().Enqueue(ObjectKey.Of(entity));
}
