using System.Net;
using System.Net.Sockets;

namespace Janitor.Kubernetes.Connection;

/// <summary>What a pod has been given: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/.</summary>
internal sealed class ServiceAccount(Func<string, string?> variable, string folder)
{
    public const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private readonly string? _host = variable("KUBERNETES_SERVICE_HOST");
    private readonly string? _port = variable("KUBERNETES_SERVICE_PORT");

    /// <summary>Why there is no connection.</summary>
    public string WhyNot => string.IsNullOrEmpty(_host) || string.IsNullOrEmpty(_port)
        ? "this is no pod (KUBERNETES_SERVICE_HOST is not set)"
        : $"this pod has no service account token in {folder} (automountServiceAccountToken: false?)";

    /// <summary>The connection; null outside of a pod, or when it has no token.</summary>
    public ClusterConnection? Connection(TimeProvider time)
    {
        var token = Path.Combine(folder, "token");
        if (string.IsNullOrEmpty(_host) || string.IsNullOrEmpty(_port) || !File.Exists(token))
            return null;
        var host = IPAddress.TryParse(_host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : _host;
        return new ClusterConnection
        {
            Server = new Uri($"https://{host}:{_port}/"),
            Origin = $"the service account in {folder}",
            Namespace = Namespace(),
            CertificateAuthority = Authority(),
            // HTTPS_PROXY is meant for what lies outside of the cluster.
            UseProxy = false,
            Credentials = new FileCredentials(new CredentialFiles($"the service account in {folder}") { Token = token }, new Credential(), time),
        };
    }

    private string Namespace()
    {
        var path = Path.Combine(folder, "namespace");
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } name ? name : "default";
    }

    private string Authority()
    {
        var path = Path.Combine(folder, "ca.crt");
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw new ConnectionException($"There is no {path}, by which to know the server. Mount it with the token.");
    }
}
