using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Status;

namespace Janitor.Operator.Dependencies;

/// <summary>Whether what an object refers to is there. What is missing is watched: the object recovers when it appears.</summary>
/// <param name="secrets">The Secrets' names.</param>
/// <param name="claims">The claims.</param>
internal sealed class Presence(ObjectCache<SecretMetadata> secrets, ObjectCache<PersistentVolumeClaim> claims)
{
    /// <summary>Looks for all of it.</summary>
    /// <param name="namespace">The object's namespace.</param>
    /// <param name="secretNames">The Secrets that it refers to.</param>
    /// <param name="claimNames">The claims that it refers to; nulls are none.</param>
    /// <exception cref="BlockedException">The first that is missing.</exception>
    public void Require(string @namespace, IEnumerable<string> secretNames, params IEnumerable<string?> claimNames)
    {
        if (secretNames.FirstOrDefault(name => secrets.Get(new ObjectKey(@namespace, name)) is null) is { } secret)
            throw new BlockedException(Reasons.SecretNotFound, $"Secret {secret} is missing in namespace {@namespace}; create it");
        foreach (var claimName in claimNames.OfType<string>())
            RequireClaim(@namespace, claimName);
    }

    private void RequireClaim(string @namespace, string claimName)
    {
        switch (claims.Get(new ObjectKey(@namespace, claimName)))
        {
            case null:
                throw new BlockedException(Reasons.ClaimNotFound, $"claim {claimName} is missing in namespace {@namespace}; create it");
            case { Status.Phase: "Lost" }:
                throw new BlockedException(Reasons.ClaimNotBound, $"claim {claimName} has lost its volume");
        }
    }
}
