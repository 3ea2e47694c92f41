using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Kubernetes.Tests.Connection;

/// <summary>Whom the real API server takes us for.</summary>
public sealed class RealConnectionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_ClientCertificateInFiles_IsThatUser()
    {
        var server = await ApiServer.StartAsync();
        using var certificate = server.CreateUserCertificate("jane");
        _folder.Write("client.pem", certificate.ExportCertificatePem());
        _folder.Write("client.key", TestCertificates.KeyPem(certificate));

        Assert.Contains("\"jane\"", await DeniedAsync(Kubeconfig(server, "{ client-certificate: client.pem, client-key: client.key }")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ExecPlugin_IsThatUser()
    {
        var server = await ApiServer.StartAsync();
        var user = server.AddUser();
        _folder.WriteProgram("plug-in", $$"""
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"{{user.Token}}"} }'
            """);

        var denied = await DeniedAsync(Kubeconfig(server, "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plug-in } }"));

        Assert.Contains($"\"{user.Name}\"", denied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_InAPod_IsItsServiceAccount()
    {
        var server = await ApiServer.StartAsync();
        var space = await server.CreateNamespaceAsync();
        _folder.Write("token", await server.CreateServiceAccountAsync(space, "worker"));
        _folder.Write("ca.crt", await File.ReadAllTextAsync(server.CaFile));
        _folder.Write("namespace", space);
        var connection = new ConnectionSearch
        {
            Variable = name => name switch
            {
                "KUBERNETES_SERVICE_HOST" => server.Address.Host,
                "KUBERNETES_SERVICE_PORT" => $"{server.Address.Port}",
                _ => null,
            },
            ServiceAccountFolder = _folder.Path,
        }.Find(TimeProvider.System);

        Assert.Equal(space, connection.Namespace);
        Assert.Contains($"\"system:serviceaccount:{space}:worker\"", await DeniedAsync(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_WrongToken_IsToldWithItsOrigin()
    {
        var server = await ApiServer.StartAsync();
        using var client = ClientOf(Kubeconfig(server, "{ token: wrong }"));

        var error = await Assert.ThrowsAsync<ApiException>(() => client.ListAsync<ConfigMap>(new ListOptions(), default));

        Assert.Equal(401, error.Code);
        Assert.EndsWith($"(look at the credentials of context \"x\" in {_folder.Path}/config)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostAsync_AccessReview_IsAnswered()
    {
        using var cluster = await RealCluster.StartAsync();
        var review = JsonNode.Parse("""
            {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}
            """)!.AsObject();

        var answer = await cluster.Client.PostAsync<JsonObject, JsonObject>("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, default);

        Assert.True((bool?)answer["status"]!["allowed"]);
    }

    private static async Task<string> DeniedAsync(ClusterConnection connection)
    {
        using var client = ClientOf(connection);
        var error = await Assert.ThrowsAsync<ApiException>(() => client.ListAsync<ConfigMap>(new ListOptions(), default));
        Assert.True(error.IsForbidden, error.Message);
        return error.Message;
    }

    private static KubernetesClient ClientOf(ClusterConnection connection) =>
        new(connection, new KubernetesClientOptions { Types = TestJson.Default }, TimeProvider.System);

    private ClusterConnection Kubeconfig(ApiServer server, string user)
    {
        var path = _folder.Write("config", $$"""
            current-context: x
            contexts: [ { name: x, context: { cluster: c, user: u } } ]
            clusters: [ { name: c, cluster: { server: "{{server.Address}}", certificate-authority: {{server.CaFile}} } } ]
            users: [ { name: u, user: {{user}} } ]
            """);
        return new ConnectionSearch { Kubeconfig = path }.Find(TimeProvider.System);
    }
}
