namespace Janitor.Kubernetes.Connection;

/// <summary>What never changes.</summary>
/// <param name="credential">It.</param>
public sealed class FixedCredential(Credential credential) : ICredentialSource
{
    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(credential);

    /// <inheritdoc/>
    public bool Refuse(Credential refused) => false;
}
