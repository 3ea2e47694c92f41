using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Janitor.TestBench.Kubernetes;

/// <summary>The folder that an API server is started with: certificates, keys, and users with their tokens. The server's script removes it.</summary>
internal sealed class ApiServerState
{
    /// <summary>The server reads its users once, when it starts, so they are there before a test asks for one.</summary>
    private const int PreparedUsers = 64;

    public ApiServerState()
    {
        Folder = Directory.CreateTempSubdirectory("janitor-kubernetes-").FullName;
        AdminToken = NewToken();
        Users = [.. Enumerable.Range(1, PreparedUsers).Select(number => new ApiServerUser($"user-{number}", NewToken()))];
        Authority = new CertificateAuthority("janitor test");
        Write("ca.crt", Authority.Pem);
        CaFile = Path.Combine(Folder, "ca.crt");
        using var server = Authority.IssueForLoopback();
        Write("server.crt", server.ExportCertificatePem());
        Write("server.key", server.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
        using var serviceAccounts = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("service-accounts.key", serviceAccounts.ExportECPrivateKeyPem());
        Write("tokens.csv", string.Concat([$"{AdminToken},admin,admin,system:masters\n", .. Users.Select(user => $"{user.Token},{user.Name},{user.Name}\n")]));
    }

    public string Folder { get; }

    public string CaFile { get; }

    public string AdminToken { get; }

    public IReadOnlyList<ApiServerUser> Users { get; }

    public CertificateAuthority Authority { get; }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);
}
