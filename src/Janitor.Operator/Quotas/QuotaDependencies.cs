using Janitor.Api.Quotas;

namespace Janitor.Operator.Quotas;

/// <summary>What quotas refer to.</summary>
internal static class QuotaDependencies
{
    /// <summary>The names of the Secrets that a quota refers to.</summary>
    public static IEnumerable<string> SecretsOf(StorageQuota quota)
    {
        string?[] names = [quota.Spec.Target?.Bucket?.CredentialsSecretRef?.Name, quota.Spec.Target?.Bucket?.CaBundleSecretRef?.Name, quota.Spec.Tenants.Postgres?.ConnectionSecretRef?.Name];
        return names.OfType<string>().Distinct(StringComparer.Ordinal);
    }

    /// <summary>The name of the claim that a quota refers to; null when it has a bucket as target.</summary>
    public static string? ClaimOf(StorageQuota quota) => quota.Spec.Target?.Volume?.ClaimName;
}
