using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Tests.Connection;

public sealed class ConnectionSearchTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_AllAreThere_TakesThemInOrder()
    {
        var given = _folder.Write("given", Config("https://given"));
        _variables["KUBECONFIG"] = _folder.Write("variable", Config("https://variable"));
        InPod("10.0.0.1");
        _folder.Write("home/.kube/config", Config("https://home"));

        Assert.Equal("given", Find(given).Server.Host);
        Assert.Equal("variable", Find().Server.Host);
        _variables.Remove("KUBECONFIG");
        var pod = Find();
        Assert.Equal("10.0.0.1", pod.Server.Host);
        Assert.Equal("token-1", (await pod.Credentials.GetAsync(default)).Token);
        _variables.Remove("KUBERNETES_SERVICE_HOST");
        Assert.Equal("home", Find().Server.Host);
    }

    [Fact]
    public void Find_PreferFiles_TakesTheHomeFolderBeforeThePod()
    {
        InPod("10.0.0.1");
        Assert.Equal("10.0.0.1", (Search(null) with { PreferFiles = true }).Find(TimeProvider.System).Server.Host);

        _folder.Write("home/.kube/config", Config("https://home"));
        Assert.Equal("home", (Search(null) with { PreferFiles = true }).Find(TimeProvider.System).Server.Host);
    }

    [Fact]
    public void Find_ContextInAPod_IsLookedForInFilesAlone()
    {
        InPod("10.0.0.1");
        var error = Assert.Throws<ConnectionException>(() => Search(null, "x").Find(TimeProvider.System));
        Assert.Contains("only a kubeconfig can have context \"x\", and there is no", error.Message, StringComparison.Ordinal);

        _folder.Write("home/.kube/config", Config("https://home"));
        Assert.Equal("home", Search(null, "x").Find(TimeProvider.System).Server.Host);
    }

    [Fact]
    public void Find_NothingIsThere_SaysWhereItLookedAndWhatToDo()
    {
        var error = Assert.Throws<ConnectionException>(() => Find());

        Assert.Equal(
            "No cluster is known: KUBECONFIG is not set, this is no pod (KUBERNETES_SERVICE_HOST is not set), and there is no "
            + $"{Path.Combine(_folder.Path, "home/.kube/config")}. Set KUBECONFIG to the path of a kubeconfig.",
            error.Message);
    }

    [Fact]
    public void Find_ExplicitFileIsMissing_IsAnErrorAndNothingElseIsTried()
    {
        _variables["KUBECONFIG"] = _folder.Write("variable", Config("https://variable"));

        Assert.Contains("/no/such/file", Assert.Throws<ConnectionException>(() => Find("/no/such/file")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_KubeconfigVariableNamesNothing_IsAnErrorAndNothingElseIsTried()
    {
        _variables["KUBECONFIG"] = "/no/such/file:/nor/this";
        InPod("10.0.0.1");

        Assert.Contains("/no/such/file:/nor/this", Assert.Throws<ConnectionException>(() => Find()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_SeveralFiles_FirstEntryOfANameWinsWholeAndMissingFilesAreSkipped()
    {
        var first = _folder.Write("1", """
            clusters: [ { name: c, cluster: { server: "https://first" } } ]
            """);
        var second = _folder.Write("2", """
            current-context: x
            clusters: [ { name: c, cluster: { server: "https://second", tls-server-name: second } } ]
            contexts: [ { name: x, context: { cluster: c, namespace: n } } ]
            """);
        var third = _folder.Write("3", """
            current-context: y
            contexts: [ { name: x, context: { cluster: other } } ]
            """);
        _variables["KUBECONFIG"] = $"{first}:/no/such/file:{second}::{third}";

        var found = Find();

        Assert.Equal(("first", null, "n"), (found.Server.Host, found.TlsServerName, found.Namespace));
        Assert.Equal($"context \"x\" in {second}", found.Origin);
    }

    [Fact]
    public async Task Find_RelativePaths_StartAtTheirOwnFile()
    {
        var first = _folder.Write("a/config", """
            current-context: x
            contexts: [ { name: x, context: { cluster: c, user: u } } ]
            clusters: [ { name: c, cluster: { server: "https://c", certificate-authority: pki/ca.crt } } ]
            """);
        var second = _folder.Write("b/config", """
            users: [ { name: u, user: { tokenFile: ../token } } ]
            """);
        _folder.Write("a/pki/ca.crt", "authority");
        _folder.Write("token", "secret\n");
        _variables["KUBECONFIG"] = $"{first}:{second}";

        var found = Find();

        Assert.Equal("authority", found.CertificateAuthority);
        Assert.Equal("secret", (await found.Credentials.GetAsync(default)).Token);
    }

    [Fact]
    public void Find_ContextGiven_IsTakenInPlaceOfTheCurrentOne()
    {
        var path = _folder.Write("config", """
            current-context: x
            contexts: [ { name: x, context: { cluster: c } }, { name: y, context: { cluster: d } } ]
            clusters: [ { name: c, cluster: { server: "https://c" } }, { name: d, cluster: { server: "https://d" } } ]
            """);

        Assert.Equal("d", Search(path, "y").Find(TimeProvider.System).Server.Host);
        var error = Assert.Throws<ConnectionException>(() => Search(path, "z").Find(TimeProvider.System));
        Assert.Equal($"{path}: there is no context \"z\"; choose one of: x, y.", error.Message);
    }

    [Theory]
    [InlineData("fd00::1", "https://[fd00::1]:443/")]
    [InlineData("10.0.0.1", "https://10.0.0.1/")]
    [InlineData("kubernetes.default", "https://kubernetes.default/")]
    public void Find_InAPod_KnowsServerAuthorityAndNamespace(string host, string server)
    {
        InPod(host);

        var found = Find();

        Assert.Equal(new Uri(server), found.Server);
        Assert.Equal(("authority", "media", false), (found.CertificateAuthority, found.Namespace, found.UseProxy));
    }

    [Fact]
    public void Find_InAPodWithoutToken_SaysSo()
    {
        InPod("10.0.0.1");
        File.Delete(Path.Combine(_folder.Path, "account/token"));

        Assert.Contains("automountServiceAccountToken", Assert.Throws<ConnectionException>(() => Find()).Message, StringComparison.Ordinal);
    }

    private ClusterConnection Find(string? given = null) => Search(given).Find(TimeProvider.System);

    private ConnectionSearch Search(string? given, string? context = null) => new()
    {
        Kubeconfig = given,
        Context = context,
        Variable = name => _variables.GetValueOrDefault(name),
        Home = Path.Combine(_folder.Path, "home"),
        ServiceAccountFolder = Path.Combine(_folder.Path, "account"),
    };

    private void InPod(string host)
    {
        _variables["KUBERNETES_SERVICE_HOST"] = host;
        _variables["KUBERNETES_SERVICE_PORT"] = "443";
        _folder.Write("account/token", "token-1");
        _folder.Write("account/ca.crt", "authority");
        _folder.Write("account/namespace", "media\n");
    }

    private static string Config(string server) => $$"""
        current-context: x
        contexts: [ { name: x, context: { cluster: c } } ]
        clusters: [ { name: c, cluster: { server: "{{server}}" } } ]
        """;
}
