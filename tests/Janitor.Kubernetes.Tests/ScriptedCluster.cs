using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Tests;

/// <summary>A scripted server with a client for it.</summary>
internal sealed class ScriptedCluster : IAsyncDisposable
{
    private ScriptedCluster(ScriptedServer server, KubernetesClient client) => (Server, Client) = (server, client);

    public ScriptedServer Server { get; }

    public KubernetesClient Client { get; }

    /// <summary>Starts a plain HTTP server.</summary>
    /// <param name="time">The client's clock; the system's when null.</param>
    /// <param name="change">Changes how the client connects.</param>
    /// <param name="options">How the client behaves.</param>
    public static async Task<ScriptedCluster> StartAsync(
        TimeProvider? time = null, Func<ClusterConnection, ClusterConnection>? change = null, KubernetesClientOptions? options = null)
    {
        var server = await ScriptedServer.StartAsync();
        var connection = new ClusterConnection { Server = server.Address };
        options = (options ?? new KubernetesClientOptions()) with { Types = TestJson.Default };
        return new ScriptedCluster(server, new KubernetesClient(change?.Invoke(connection) ?? connection, options, time ?? TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
