using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Tests.Connection;

/// <summary>Single entries of kubeconfig files, right and wrong.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cluster_AllFields_AreRead()
    {
        var found = Find(cluster: """
            server: https://[fd00::1]:6443/k8s
            tls-server-name: kubernetes
            proxy-url: socks5://proxy:1080
            certificate-authority-data: YXV0aG9yaXR5
            certificate-authority: /no/such/file
            """);

        Assert.Equal(new Uri("https://[fd00::1]:6443/k8s"), found.Server);
        Assert.Equal(("kubernetes", new Uri("socks5://proxy:1080"), "authority"), (found.TlsServerName, found.Proxy, found.CertificateAuthority));
        Assert.Equal(("default", false), (found.Namespace, found.SkipTlsVerification));
    }

    [Fact]
    public async Task User_None_IsNobody()
    {
        Assert.Equal(new Credential(), await Find().Credentials.GetAsync(default));
    }

    [Fact]
    public async Task User_TokenAndCertificate_Coexist()
    {
        using var pki = new TestCertificates();
        using var certificate = pki.Client("me");
        var (pem, key) = (certificate.ExportCertificatePem(), TestCertificates.KeyPem(certificate));

        var credential = await Find(user: $"""
            token: secret
            client-certificate-data: {Base64(pem)}
            client-key-data: {Base64(key)}
            """).Credentials.GetAsync(default);

        Assert.Equal(("secret", pem, key), (credential.Token, credential.Certificate!.CertificatePem, credential.Certificate.KeyPem));
        Assert.DoesNotContain("secret", credential.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_CertificateInFiles_IsReadAnewAfterAMinute()
    {
        _folder.Write("client.pem", "certificate 1");
        _folder.Write("client.key", "key");
        var time = new TestBench.ManualTime();
        var credentials = Find(user: "{ client-certificate: client.pem, client-key: client.key }", time: time).Credentials;
        Assert.Equal("certificate 1", (await credentials.GetAsync(default)).Certificate!.CertificatePem);

        _folder.Write("client.pem", "certificate 2");
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("certificate 2", (await credentials.GetAsync(default)).Certificate!.CertificatePem);
    }

    [Theory]
    [InlineData("{}", null, "server is missing")]
    [InlineData("{ server: 'localhost:6443' }", null, "server is \"localhost:6443\"; write https://HOST:PORT")]
    [InlineData("{ server: 'https://c', proxy-url: 'ftp://p' }", null, "proxy-url is \"ftp://p\"; write http://HOST:PORT")]
    [InlineData("{ server: 'https://c', insecure-skip-tls-verify: 1 }", null, "insecure-skip-tls-verify is \"1\", neither true nor false")]
    [InlineData("{ server: 'https://c', insecure-skip-tls-verify: true, certificate-authority-data: YQ== }", null, "insecure-skip-tls-verify contradicts")]
    [InlineData("{ server: 'https://c', certificate-authority: gone.crt }", null, "certificate-authority cannot be read: Could not find file")]
    [InlineData("{ server: 'https://c', certificate-authority-data: '?' }", null, "certificate-authority-data is not Base64")]
    [InlineData(null, "{ client-certificate: a.pem }", "client-key is missing")]
    [InlineData(null, "{ client-certificate-data: YQ== }", "client-key-data is missing")]
    [InlineData(null, "{ client-certificate-data: YQ==, client-key-data: YQ== }", "the client certificate and its key cannot be read")]
    [InlineData(null, "{ auth-provider: { name: gcp } }", "auth-provider is not supported; use exec")]
    [InlineData(null, "{ as: somebody }", "as (impersonation) is not supported")]
    [InlineData(null, "{ exec: { command: x } }", "apiVersion is missing")]
    [InlineData(null, "{ exec: { apiVersion: client.authentication.k8s.io/v1 } }", "command is missing")]
    [InlineData(null, "{ exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: x } }", "supported are client.authentication.k8s.io/v1 and")]
    [InlineData(null, "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always } }", "there is nobody to ask")]
    [InlineData(null, "{ exec: x }", "exec has no fields")]
    public void Entry_Wrong_IsNamedWithItsFile(string? cluster, string? user, string problem)
    {
        var error = Assert.Throws<ConnectionException>(() => Find(cluster, user));

        var entry = cluster is null ? "user \"u\"" : "cluster \"c\"";
        Assert.StartsWith($"{entry} in {Path.Combine(_folder.Path, "config")}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: b\nc: d: e", ", line 2: it is not YAML")]
    [InlineData("just text", "is not a kubeconfig")]
    [InlineData("", "current-context is missing; run: kubectl config use-context NAME")]
    [InlineData("current-context: x", "there is no context \"x\"; there are none")]
    [InlineData("{ current-context: x, contexts: [ { name: x, context: { cluster: c } } ] }", "there is no cluster \"c\"; there are none")]
    [InlineData("{ current-context: x, contexts: [ { name: x } ] }", "cluster is missing")]
    [InlineData("{ current-context: x, contexts: [ { context: {} } ] }", "contexts has an item without a name")]
    [InlineData("{ contexts: [ { name: x }, { name: x } ] }", "context \"x\" in", "is there twice")]
    [InlineData("{ clusters: 7 }", "clusters is not a list")]
    public void File_Wrong_IsNamed(string text, params string[] problems)
    {
        var path = _folder.Write("config", text);

        var error = Assert.Throws<ConnectionException>(() => new ConnectionSearch { Kubeconfig = path }.Find(TimeProvider.System));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.All(problems, problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }

    private ClusterConnection Find(string? cluster = null, string? user = null, TimeProvider? time = null)
    {
        var path = _folder.Write("config", $"""
            current-context: x
            contexts: [ {"{"} name: x, context: {"{"} cluster: c{(user is null ? "" : ", user: u")} {"}"} {"}"} ]
            clusters:
            - name: c
              cluster:
                {Indented(cluster ?? "server: https://c")}
            users:
            - name: u
              user:
                {Indented(user ?? "{}")}
            """);
        return new ConnectionSearch { Kubeconfig = path }.Find(time ?? TimeProvider.System);
    }

    private static string Indented(string yaml) => yaml.ReplaceLineEndings("\n    ");

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
