using Janitor.Api.Quotas;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Quotas.Workers;

namespace Janitor.Operator.Quotas;

/// <summary>Which quotas are looked at when something else changes.</summary>
internal static class QuotaTriggers
{
    /// <summary>A worker's pod: its quota.</summary>
    public static IEnumerable<ObjectKey> OfPod(Pod pod) =>
        pod.Metadata.Annotations?.GetValueOrDefault(WorkerMeasurements.QuotaAnnotation) is { } name ? [new ObjectKey(pod.Metadata.Namespace, name)] : [];

    /// <summary>A Secret: the quotas that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfSecret(SecretMetadata secret, ObjectCache<StorageQuota> quotas) =>
        NamespaceIndex.Find(quotas, secret.Metadata.Namespace, quota => QuotaDependencies.SecretsOf(quota).Contains(secret.Metadata.Name));

    /// <summary>A claim: the quotas that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfClaim(PersistentVolumeClaim claim, ObjectCache<StorageQuota> quotas) =>
        NamespaceIndex.Find(quotas, claim.Metadata.Namespace, quota => QuotaDependencies.ClaimOf(quota) == claim.Metadata.Name);
}
