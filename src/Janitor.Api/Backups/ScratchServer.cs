using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>A server that backups are restored to only to see whether they can be.</summary>
public sealed record ScratchServer
{
    /// <summary>The PostgreSQL server.</summary>
    [Required]
    public PostgresConnection? Postgres { get; set; }
}
