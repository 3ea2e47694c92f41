using Janitor.Api.Quotas;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Quotas;

/// <summary>Which quotas are looked at when something else changes.</summary>
internal static class QuotaTriggers
{
    /// <summary>A Secret: the quotas that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfSecret(SecretMetadata secret, ObjectCache<StorageQuota> quotas) =>
        NamespaceIndex.Find(quotas, secret.Metadata.Namespace, quota => QuotaDependencies.SecretsOf(quota).Contains(secret.Metadata.Name));

    /// <summary>A claim: the quotas that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfClaim(PersistentVolumeClaim claim, ObjectCache<StorageQuota> quotas) =>
        NamespaceIndex.Find(quotas, claim.Metadata.Namespace, quota => QuotaDependencies.ClaimOf(quota) == claim.Metadata.Name);
}
