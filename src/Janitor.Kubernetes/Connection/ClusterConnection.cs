namespace Janitor.Kubernetes.Connection;

/// <summary>How to reach one cluster's API server, and as whom.</summary>
public sealed record ClusterConnection
{
    /// <summary>The server's address; it may have a path: <c>https://rancher.example.com/k8s/clusters/c-1</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Who says so, for messages: <c>context "dev" in /home/me/.kube/config</c>.</summary>
    public string Origin { get; init; } = "the program";

    /// <summary>The namespace to use where none is named: the context's or the pod's own; <c>default</c> by default.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Certificates (PEM) of the authorities that may have signed the server's; those that the system trusts when null.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Takes any certificate from the server, and so anyone for the server. False by default.</summary>
    public bool SkipTlsVerification { get; init; }

    /// <summary>
    /// The name that the server's certificate is checked against; the host in <see cref="Server"/> when null. It is sent as SNI and as Host, too.
    /// </summary>
    public string? TlsServerName { get; init; }

    /// <summary>The proxy (http, https or socks5); that of the environment (HTTPS_PROXY, NO_PROXY) when null.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>False: no proxy is used, whatever the environment says.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>Who the client is; nobody by default.</summary>
    public ICredentialSource Credentials { get; init; } = new FixedCredential(new Credential());
}
