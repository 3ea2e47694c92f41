using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Xunit.Abstractions;

namespace Janitor.Kubernetes.Tests.Connection;

/// <summary>TLS: whom the client trusts, and what it proves itself with.</summary>
public sealed class ClusterHttpTests(ITestOutputHelper output) : IDisposable
{
    private readonly TestCertificates _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "localhost")]
    [InlineData("::1", "[::1]")]
    public async Task Send_PrivateAuthorityAndRightName_IsTrusted(string name, string host)
    {
        if (name == "::1" && !Socket.OSSupportsIPv6)
        {
            output.WriteLine("skipped: this machine has no IPv6");
            return;
        }

        using var certificate = _pki.Server(name);
        await using var server = await StartAsync(certificate, address: name == "::1" ? IPAddress.IPv6Loopback : null);
        using var client = ClientOf(new ClusterConnection { Server = new Uri($"https://{host}:{server.Address.Port}"), CertificateAuthority = _pki.AuthorityPem });

        Assert.Equal("1.20", await client.GetTextAsync("version", default));
        Assert.Equal("HTTP/2", Assert.Single(server.Requests).Protocol);
    }

    [Fact]
    public async Task Send_PrivateAuthorityAndWrongName_IsRefused()
    {
        using var certificate = _pki.Server("other.example");
        await using var server = await StartAsync(certificate);
        using var client = ClientOf(new ClusterConnection { Server = server.Address, CertificateAuthority = _pki.AuthorityPem, Origin = "context \"x\" in config" });

        var error = await Assert.ThrowsAsync<ApiException>(() => client.GetTextAsync("version", default));

        Assert.Equal(0, error.Code);
        Assert.Contains("RemoteCertificateNameMismatch", error.Message, StringComparison.Ordinal);
        Assert.Contains("Look at the cluster's certificate-authority and tls-server-name in context \"x\" in config.", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_TlsServerName_IsWhatTheCertificateMustBeFor()
    {
        using var certificate = _pki.Server("other.example");
        await using var server = await StartAsync(certificate);
        var connection = new ClusterConnection { Server = server.Address, CertificateAuthority = _pki.AuthorityPem, TlsServerName = "other.example" };
        using var client = ClientOf(connection);
        using var wrong = ClientOf(connection with { TlsServerName = "another.example" });

        Assert.Equal("1.20", await client.GetTextAsync("version", default));
        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => wrong.GetTextAsync("version", default))).Code);
    }

    [Fact]
    public async Task Send_AnotherAuthority_IsRefused()
    {
        using var certificate = _pki.Server("127.0.0.1");
        using var others = new TestCertificates();
        await using var server = await StartAsync(certificate);
        using var client = ClientOf(new ClusterConnection { Server = server.Address, CertificateAuthority = others.AuthorityPem });
        using var system = ClientOf(new ClusterConnection { Server = server.Address });

        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => client.GetTextAsync("version", default))).Code);
        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => system.GetTextAsync("version", default))).Code);
    }

    [Fact]
    public async Task Send_SkipTlsVerification_TrustsAnyone()
    {
        using var certificate = _pki.Server("other.example");
        await using var server = await StartAsync(certificate);
        using var client = ClientOf(new ClusterConnection { Server = server.Address, SkipTlsVerification = true });

        Assert.Equal("1.20", await client.GetTextAsync("version", default));
    }

    [Fact]
    public void New_AuthorityIsNoPem_SaysSo()
    {
        var connection = new ClusterConnection { Server = new Uri("https://c"), CertificateAuthority = "nonsense", Origin = "context \"x\"" };

        Assert.StartsWith("context \"x\": the certificate authority ", Assert.Throws<ConnectionException>(() => ClientOf(connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ClientCertificate_IsShownTogetherWithTheToken()
    {
        using var certificate = _pki.Server("127.0.0.1");
        using var me = _pki.Client("me");
        await using var server = await StartAsync(certificate, wantsClientCertificate: true);
        using var client = ClientOf(Trusting(server) with { Credentials = new FixedCredential(new Credential("secret", Text(me))) });

        await client.GetTextAsync("version", default);

        var request = Assert.Single(server.Requests);
        Assert.Equal((me.Thumbprint, "Bearer secret"), (request.ClientCertificate?.Thumbprint, request.Header("Authorization")));
    }

    [Fact]
    public async Task Send_ClientCertificateRenewed_IsShownAndWhatIsUnderWayGoesOn()
    {
        using var certificate = _pki.Server("127.0.0.1");
        using var one = _pki.Client("one");
        using var two = _pki.Client("two");
        await using var server = await StartAsync(certificate, wantsClientCertificate: true);
        var speak = new TaskCompletionSource();
        server.On("WATCH", "/api/v1/configmaps", ScriptedAnswer.Stream(async exchange =>
        {
            await exchange.SendAsync(ScriptedAnswer.Bookmark("1") + "\n");
            await speak.Task;
            await exchange.SendAsync(ScriptedAnswer.Bookmark("2") + "\n");
        }));
        var credentials = new ChangingCredentials(new Credential(null, Text(one)));
        using var client = ClientOf(Trusting(server) with { Credentials = credentials });
        var options = new WatchOptions { ResourceVersion = "0", Timeout = TimeSpan.FromMinutes(5) };
        await using var watch = client.WatchAsync<ConfigMap>(options, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        credentials.Current = new Credential(null, Text(two));
        await client.GetTextAsync("version", default);
        speak.SetResult();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("2", watch.Current.ResourceVersion);
        Assert.Equal([one.Thumbprint, two.Thumbprint], server.Requests.Select(request => request.ClientCertificate?.Thumbprint));
    }

    [Fact]
    public async Task Send_ProxyOfTheKubeconfig_IsUsedAlsoForOnesOwnMachine()
    {
        await using var proxy = await ScriptedServer.StartAsync();
        proxy.On("GET", "/version", ScriptedAnswer.Text("from the proxy"));
        using var client = ClientOf(new ClusterConnection { Server = new Uri("http://cluster.invalid"), Proxy = proxy.Address });

        Assert.Equal("from the proxy", await client.GetTextAsync("version", default));
        Assert.Equal("cluster.invalid", Assert.Single(proxy.Requests).Header("Host"));
    }

    private ClusterConnection Trusting(ScriptedServer server) => new() { Server = server.Address, CertificateAuthority = _pki.AuthorityPem };

    private static async Task<ScriptedServer> StartAsync(X509Certificate2 certificate, bool wantsClientCertificate = false, IPAddress? address = null)
    {
        var server = await ScriptedServer.StartAsync(certificate, wantsClientCertificate, address);
        return server.On("GET", "/version", ScriptedAnswer.Text("1.20"));
    }

    private static KubernetesClient ClientOf(ClusterConnection connection) =>
        new(connection, new KubernetesClientOptions { Types = TestJson.Default }, TimeProvider.System);

    private static ClientCertificate Text(X509Certificate2 certificate) =>
        new(certificate.ExportCertificatePem(), TestCertificates.KeyPem(certificate), "the test");

    private sealed class ChangingCredentials(Credential first) : ICredentialSource
    {
        public Credential Current { get; set; } = first;

        public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(Current);

        public bool Refuse(Credential refused) => false;
    }
}
