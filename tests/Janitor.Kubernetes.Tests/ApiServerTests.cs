using System.Net;
using System.Security.Cryptography.X509Certificates;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Kubernetes.Tests;

/// <summary>That the API server which the other tests rely on is a real one.</summary>
public sealed class ApiServerTests
{
    private const string Role =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: reader }
        rules: [{ apiGroups: [""], resources: [configmaps], verbs: [list] }]
        """;

    [Fact]
    public async Task Client_IsTheAdmin_AndMayReadSecrets()
    {
        var server = await ApiServer.StartAsync();

        using var answer = await server.Client.GetAsync(new Uri("api/v1/secrets", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task AddUser_BeforeAndAfterItsRoleIsBound_IsForbiddenThenAllowed()
    {
        var server = await ApiServer.StartAsync();
        var @namespace = await server.CreateNamespaceAsync();
        var user = server.AddUser();
        using var client = server.CreateClient(user.Token);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, @namespace));
        await server.KubectlAsync(["apply", "--namespace", @namespace, "-f", "-"], Role);
        await server.KubectlAsync(["create", "rolebinding", "reader", "--namespace", @namespace, "--role", "reader", "--user", user.Name]);

        await Eventually.HoldsAsync(async () => await StatusAsync(client, @namespace) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task CreateServiceAccountAsync_WithItsToken_IsKnownAndHasNoRights()
    {
        var server = await ApiServer.StartAsync();
        var @namespace = await server.CreateNamespaceAsync();
        using var client = server.CreateClient(await server.CreateServiceAccountAsync(@namespace, "worker"));

        using var answer = await client.GetAsync(new Uri($"api/v1/namespaces/{@namespace}/configmaps", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains($"system:serviceaccount:{@namespace}:worker", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateClient_WithAWrongToken_IsUnauthorized()
    {
        var server = await ApiServer.StartAsync();
        using var client = server.CreateClient("nobody's");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "default"));
    }

    [Fact]
    public async Task CreateUserCertificate_ForAGroup_HasTheGroupsRights()
    {
        var server = await ApiServer.StartAsync();
        using var certificate = server.CreateUserCertificate("someone", "system:masters");
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(server.CaFile) },
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "default"));
    }

    [Fact]
    public async Task StartOwnAsync_WithControllers_CollectsWhatAnOwnerLeaves()
    {
        await using var server = await ApiServer.StartOwnAsync(withControllers: true);
        var @namespace = await server.CreateNamespaceAsync();
        await server.KubectlAsync(["create", "configmap", "owner", "--namespace", @namespace]);
        var uid = await server.KubectlAsync(["get", "configmap", "owner", "--namespace", @namespace, "-o", "jsonpath={.metadata.uid}"]);
        await server.KubectlAsync(["apply", "--namespace", @namespace, "-f", "-"],
            $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: owned, ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: owner, uid: {{uid}} }] }
            """);

        await server.KubectlAsync(["delete", "configmap", "owner", "--namespace", @namespace]);

        await Eventually.HoldsAsync(async () => await server.KubectlAsync(["get", "configmap", "owned", "--namespace", @namespace, "--ignore-not-found"]) == "");
    }

    [Fact]
    public async Task DisposeAsync_OfAServerOfOnesOwn_EndsItAndRemovesItsFiles()
    {
        var server = await ApiServer.StartOwnAsync();
        await server.DisposeAsync();

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(server.Address));
        Assert.False(File.Exists(server.KubeconfigFile));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string @namespace)
    {
        using var answer = await client.GetAsync(new Uri($"api/v1/namespaces/{@namespace}/configmaps", UriKind.Relative));
        return answer.StatusCode;
    }
}
