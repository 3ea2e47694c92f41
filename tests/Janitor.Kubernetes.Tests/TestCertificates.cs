using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Janitor.Kubernetes.Tests;

/// <summary>A certificate authority of a test's own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>A server's certificate with its key.</summary>
    /// <param name="names">The host names and addresses it is for.</param>
    public X509Certificate2 Server(params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        return Sign(names[0], alternatives.Build());
    }

    /// <summary>A client's certificate with its key.</summary>
    public X509Certificate2 Client(string user) => Sign(user, extension: null);

    /// <summary>A certificate's private key.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Sign(string name, X509Extension? extension)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (extension is not null)
            request.CertificateExtensions.Add(extension);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(_authority, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
