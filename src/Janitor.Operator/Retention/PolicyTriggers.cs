using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Retention;

/// <summary>Which policies are looked at when something else changes.</summary>
internal static class PolicyTriggers
{
    /// <summary>A Job that has ended: the policies whose catalog it belongs to.</summary>
    public static IEnumerable<ObjectKey> OfJob(Job job, ObjectCache<RetentionPolicy> policies) => JobCatalog.EndOf(job) is null
        ? []
        : NamespaceIndex.Find(policies, job.Metadata.Namespace, policy => policy.Spec.Catalog?.KubernetesJobs is { } catalog && JobCatalog.IsSelected(catalog, job));

    /// <summary>A worker's pod: its policy.</summary>
    public static IEnumerable<ObjectKey> OfPod(Pod pod) =>
        pod.Metadata.Annotations?.GetValueOrDefault(RunJob.PolicyAnnotation) is { } name ? [new ObjectKey(pod.Metadata.Namespace, name)] : [];

    /// <summary>A Secret: the policies that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfSecret(SecretMetadata secret, ObjectCache<RetentionPolicy> policies) =>
        NamespaceIndex.Find(policies, secret.Metadata.Namespace, policy => PolicyDependencies.SecretsOf(policy).Contains(secret.Metadata.Name));

    /// <summary>A claim: the policies that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfClaim(PersistentVolumeClaim claim, ObjectCache<RetentionPolicy> policies) =>
        NamespaceIndex.Find(policies, claim.Metadata.Namespace, policy => PolicyDependencies.ClaimOf(policy) == claim.Metadata.Name);
}
