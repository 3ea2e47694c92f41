namespace Janitor.Kubernetes.Connection;

/// <summary>Says who the client is; asked before each request.</summary>
public interface ICredentialSource
{
    /// <summary>What to prove oneself with now.</summary>
    /// <exception cref="ConnectionException">It cannot be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that the server did not accept it. True when there may be a newer one, so that asking again is worthwhile.</summary>
    bool Refuse(Credential refused);
}
