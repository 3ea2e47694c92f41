using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Kubernetes.Tests;

/// <summary>The real API server, with a client and a namespace for one test.</summary>
internal sealed class RealCluster : IDisposable
{
    private RealCluster(ApiServer server, KubernetesClient client, string space) => (Server, Client, Namespace) = (server, client, space);

    public ApiServer Server { get; }

    public KubernetesClient Client { get; }

    /// <summary>A namespace of the test's own.</summary>
    public string Namespace { get; }

    /// <summary>Finds the server, raised at the first call.</summary>
    /// <param name="user">Whom to be; null for the admin.</param>
    public static async Task<RealCluster> StartAsync(ApiServerUser? user = null)
    {
        var server = await ApiServer.StartAsync();
        var kubeconfig = user is null ? server.KubeconfigFile : server.WriteKubeconfig(user.Token);
        return new RealCluster(server, ClientOf(kubeconfig), await server.CreateNamespaceAsync());
    }

    /// <summary>A client for the cluster of a kubeconfig file.</summary>
    public static KubernetesClient ClientOf(string kubeconfig) => new(
        new ConnectionSearch { Kubeconfig = kubeconfig }.Find(TimeProvider.System), new KubernetesClientOptions { Types = TestJson.Default }, TimeProvider.System);

    public void Dispose() => Client.Dispose();
}
