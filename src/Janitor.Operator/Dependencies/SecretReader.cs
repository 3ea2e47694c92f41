using System.Text;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Status;

namespace Janitor.Operator.Dependencies;

/// <summary>Reads Secrets at the moment they are needed: their data is neither watched nor kept.</summary>
/// <param name="client">The API server.</param>
internal sealed class SecretReader(IKubernetesClient client)
{
    /// <summary>All of a Secret.</summary>
    /// <exception cref="BlockedException">There is no such Secret.</exception>
    public async Task<SecretValues> ReadAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        var secret = await client.GetAsync<Secret>(name, @namespace, cancellationToken)
            ?? throw new BlockedException(Reasons.SecretNotFound, $"Secret {name} is missing in namespace {@namespace}; create it");
        return new SecretValues(name, secret.Data ?? new Dictionary<string, byte[]>());
    }

    /// <summary>The values of one Secret.</summary>
    internal sealed class SecretValues(string name, IReadOnlyDictionary<string, byte[]> data)
    {
        /// <summary>A value as text, without the line ends that an editor left; null when there is no such key.</summary>
        public string? Find(string key) => data.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value).TrimEnd('\r', '\n') : null;

        /// <summary>A value that must be there.</summary>
        /// <exception cref="BlockedException">There is no such key, or it is empty.</exception>
        public string Get(string key) => Find(key) is { Length: > 0 } text
            ? text
            : throw new BlockedException(Reasons.SecretNotFound, $"Secret {name} has no key {key}, or an empty one; there are {string.Join(", ", data.Keys.Order(StringComparer.Ordinal))}");
    }
}
