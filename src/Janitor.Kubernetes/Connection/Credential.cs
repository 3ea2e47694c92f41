namespace Janitor.Kubernetes.Connection;

/// <summary>What a client proves itself with; both may be given.</summary>
/// <param name="Token">A bearer token.</param>
/// <param name="Certificate">A certificate with its key.</param>
public sealed record Credential(string? Token = null, ClientCertificate? Certificate = null)
{
    /// <summary>Tells nothing of what is secret.</summary>
    public override string ToString() => $"{(Token is null ? "no token" : "a token")}, {(Certificate is null ? "no certificate" : "a certificate")}";
}
