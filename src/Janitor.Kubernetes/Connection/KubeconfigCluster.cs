namespace Janitor.Kubernetes.Connection;

/// <summary>Reads the cluster entries of a kubeconfig.</summary>
internal static class KubeconfigCluster
{
    private static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    /// <summary>The connection, yet without who the client is.</summary>
    public static ClusterConnection Connection(KubeconfigEntry cluster)
    {
        var connection = new ClusterConnection
        {
            Server = Address(cluster, "server", cluster.Required("server"), ["https", "http"]),
            CertificateAuthority = Authority(cluster),
            SkipTlsVerification = cluster.Flag("insecure-skip-tls-verify"),
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is { } proxy ? Address(cluster, "proxy-url", proxy, ProxySchemes) : null,
        };
        return connection.SkipTlsVerification && connection.CertificateAuthority is not null
            ? throw cluster.Wrong("insecure-skip-tls-verify", "contradicts the certificate authority; remove one of them")
            : connection;
    }

    private static Uri Address(KubeconfigEntry cluster, string field, string text, string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal) && address.Host.Length > 0
            ? address
            : throw cluster.Wrong(field, $"is \"{text}\"; write {schemes[0]}://HOST:PORT");

    private static string? Authority(KubeconfigEntry cluster)
    {
        if (cluster.Decoded("certificate-authority-data") is { } data)
            return data;
        if (cluster.FilePath("certificate-authority") is not { } path)
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException($"{cluster.Place}: certificate-authority cannot be read: {e.Message}", e);
        }
    }
}
