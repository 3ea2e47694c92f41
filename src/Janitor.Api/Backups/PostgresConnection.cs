using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>A PostgreSQL server.</summary>
public sealed record PostgresConnection
{
    /// <summary>The connection: <c>postgres://user:password@host:5432/database</c>. The user needs to be allowed to make databases.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }
}
