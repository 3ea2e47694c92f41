using Janitor.Api.Retention;

namespace Janitor.Operator.Retention.Dependencies;

/// <summary>What policies refer to.</summary>
internal static class PolicyDependencies
{
    /// <summary>The names of the Secrets that a policy refers to.</summary>
    public static IEnumerable<string> SecretsOf(RetentionPolicy policy)
    {
        string?[] names =
        [
            policy.Spec.Target?.Bucket?.CredentialsSecretRef?.Name,
            policy.Spec.Target?.Bucket?.CaBundleSecretRef?.Name,
            policy.Spec.Catalog?.Postgres?.ConnectionSecretRef?.Name,
        ];
        return names.OfType<string>().Distinct(StringComparer.Ordinal);
    }

    /// <summary>The name of the claim that a policy refers to; null when it has a bucket as target.</summary>
    public static string? ClaimOf(RetentionPolicy policy) => policy.Spec.Target?.Volume?.ClaimName;
}
