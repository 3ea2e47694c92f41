using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Retention;

/// <summary>Which policies are looked at when something else changes.</summary>
internal static class PolicyTriggers
{
    /// <summary>The index of policies by namespace.</summary>
    public const string NamespaceIndex = "namespace";

    /// <summary>A Job that has ended: the policies whose catalog it belongs to.</summary>
    public static IEnumerable<ObjectKey> OfJob(Job job, ObjectCache<RetentionPolicy> policies) => JobCatalog.EndOf(job) is null
        ? []
        : Those(policies, job.Metadata.Namespace, policy => policy.Spec.Catalog?.KubernetesJobs is { } catalog && JobCatalog.IsSelected(catalog, job));

    /// <summary>A worker's pod: its policy.</summary>
    public static IEnumerable<ObjectKey> OfPod(Pod pod) =>
        pod.Metadata.Annotations?.GetValueOrDefault(WorkerJob.PolicyAnnotation) is { } name ? [new ObjectKey(pod.Metadata.Namespace, name)] : [];

    /// <summary>A Secret: the policies that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfSecret(SecretMetadata secret, ObjectCache<RetentionPolicy> policies) =>
        Those(policies, secret.Metadata.Namespace, policy => PolicyDependencies.SecretsOf(policy).Contains(secret.Metadata.Name));

    /// <summary>A claim: the policies that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfClaim(PersistentVolumeClaim claim, ObjectCache<RetentionPolicy> policies) =>
        Those(policies, claim.Metadata.Namespace, policy => PolicyDependencies.ClaimOf(policy) == claim.Metadata.Name);

    private static IEnumerable<ObjectKey> Those(ObjectCache<RetentionPolicy> policies, string? @namespace, Func<RetentionPolicy, bool> choose) =>
        policies.Find(NamespaceIndex, @namespace ?? string.Empty).Where(choose).Select(policy => ObjectKey.Of(policy));
}
