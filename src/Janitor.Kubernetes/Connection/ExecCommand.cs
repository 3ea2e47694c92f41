namespace Janitor.Kubernetes.Connection;

/// <summary>
/// The program that a kubeconfig names for getting credentials:
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins.
/// </summary>
/// <param name="Place">Whose it is, for messages.</param>
/// <param name="ApiVersion">The version of the language it speaks.</param>
/// <param name="Command">Its path, or its name on the PATH.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ExecCommand(string Place, string ApiVersion, string Command, IReadOnlyList<string> Arguments)
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <summary>Variables it gets beside our own.</summary>
    public required IReadOnlyList<(string Name, string Value)> Variables { get; init; }

    /// <summary>How to install it.</summary>
    public string? InstallHint { get; init; }

    /// <summary>The cluster, when it wants to be told.</summary>
    public ExecCluster? Cluster { get; init; }

    /// <summary>Reads the <c>exec</c> part of a user.</summary>
    /// <exception cref="ConnectionException">It is wrong, or not supported.</exception>
    public static ExecCommand Of(KubeconfigEntry exec, ClusterConnection cluster)
    {
        var version = exec.Required("apiVersion");
        if (!Versions.Contains(version, StringComparer.Ordinal))
            throw exec.Wrong("exec apiVersion", $"is \"{version}\"; supported are {string.Join(" and ", Versions)}");
        if (exec.Text("interactiveMode") == "Always")
            throw exec.Wrong("exec interactiveMode", "is Always, but there is nobody to ask; use IfAvailable or Never");
        var command = exec.Required("command");
        return new ExecCommand(exec.Place, version, command.Contains('/') ? exec.Resolve(command) : command, exec.Texts("args"))
        {
            Variables = [.. exec.Parts("env").Select(variable => (variable.Required("name"), variable.Text("value") ?? string.Empty))],
            InstallHint = exec.Text("installHint"),
            Cluster = exec.Flag("provideClusterInfo") ? Describe(cluster) : null,
        };
    }

    private static ExecCluster Describe(ClusterConnection cluster) => new()
    {
        Server = cluster.Server.AbsoluteUri,
        TlsServerName = cluster.TlsServerName,
        InsecureSkipTlsVerify = cluster.SkipTlsVerification,
        CertificateAuthorityData = cluster.CertificateAuthority is { } pem ? System.Text.Encoding.UTF8.GetBytes(pem) : null,
        ProxyUrl = cluster.Proxy?.AbsoluteUri,
    };
}
