using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Retention.Status;

namespace Janitor.Operator.Retention.Dependencies;

/// <summary>What policies refer to, and whether it is there. What is missing is watched: the policy recovers when it appears.</summary>
/// <param name="secrets">The Secrets' names.</param>
/// <param name="claims">The claims.</param>
internal sealed class PolicyDependencies(ObjectCache<SecretMetadata> secrets, ObjectCache<PersistentVolumeClaim> claims)
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

    /// <summary>Whether all is there; what is not is said.</summary>
    public bool Check(PolicyWork work)
    {
        var policy = work.Policy;
        foreach (var name in SecretsOf(policy))
        {
            if (secrets.Get(new ObjectKey(policy.Namespace, name)) is null)
                return Miss(work, Reasons.SecretNotFound, $"Secret {name} is missing in namespace {policy.Namespace}; create it");
        }

        if (ClaimOf(policy) is not { } claimName)
            return true;
        return claims.Get(new ObjectKey(policy.Namespace, claimName)) switch
        {
            null => Miss(work, Reasons.ClaimNotFound, $"claim {claimName} is missing in namespace {policy.Namespace}; create it"),
            { Status.Phase: "Lost" } => Miss(work, Reasons.ClaimNotBound, $"claim {claimName} has lost its volume"),
            _ => true,
        };
    }

    private static bool Miss(PolicyWork work, string reason, string message)
    {
        work.Hinder(reason, message);
        return false;
    }
}
