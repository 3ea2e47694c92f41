using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Connection;

/// <summary>
/// What is said to an exec plug-in (<c>KUBERNETES_EXEC_INFO</c>) and what it answers:
/// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/.
/// </summary>
internal sealed record ExecCredential
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ExecCredentialSpec? Spec { get; set; }

    public ExecCredentialStatus? Status { get; set; }
}

/// <summary>What the plug-in is told.</summary>
internal sealed record ExecCredentialSpec
{
    public bool Interactive { get; set; }

    public ExecCluster? Cluster { get; set; }
}

/// <summary>The cluster that the credential is for. The names are those of a kubeconfig.</summary>
internal sealed record ExecCluster
{
    public string? Server { get; set; }

    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; set; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    public bool InsecureSkipTlsVerify { get; set; }

    [JsonPropertyName("certificate-authority-data")]
    public byte[]? CertificateAuthorityData { get; set; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; set; }
}

/// <summary>What the plug-in answers.</summary>
internal sealed record ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; set; }

    public string? Token { get; set; }

    public string? ClientCertificateData { get; set; }

    public string? ClientKeyData { get; set; }
}
