using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Janitor.Kubernetes.Connection;

/// <summary>A client's certificate with its key, as text, so that two of them are equal when they say the same.</summary>
/// <param name="CertificatePem">The certificate (PEM), with those between it and the authority behind it.</param>
/// <param name="KeyPem">The private key (PEM: PKCS#8, PKCS#1 or SEC 1), not encrypted.</param>
/// <param name="Origin">Where they come from, for messages.</param>
public sealed record ClientCertificate(string CertificatePem, string KeyPem, string Origin)
{
    /// <summary>Tells nothing of what is secret.</summary>
    public override string ToString() => $"certificate of {Origin}";

    /// <summary>Makes it usable; the caller disposes <see cref="SslStreamCertificateContext.TargetCertificate"/>.</summary>
    /// <exception cref="ConnectionException">The texts are not a certificate and its key.</exception>
    internal SslStreamCertificateContext Load()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(CertificatePem);
            var context = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(CertificatePem, KeyPem), chain, offline: true);
            foreach (var certificate in chain)
                certificate.Dispose();
            return context;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ConnectionException($"{Origin}: the client certificate and its key cannot be read, or do not belong together: {e.Message}", e);
        }
    }
}
