using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>A query for jobs.</summary>
public sealed record PostgresJobs
{
    /// <summary>The Secret's key that holds the connection: a <c>postgres://</c> URI or a libpq or Npgsql connection string.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>One row a job: id, state, tenant. Column names do not matter, their order does. Run in a read-only transaction.</summary>
    [Required]
    [Length(1, 32768)]
    public string Jobs { get; set; } = string.Empty;
}
