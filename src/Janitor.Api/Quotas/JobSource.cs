using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>The jobs of an application, as a query of its PostgreSQL database tells them.</summary>
public sealed record JobSource
{
    /// <summary>The database.</summary>
    [Required]
    public PostgresJobs? Postgres { get; set; }

    /// <summary>The states in which a job's artifacts may be downloaded; <c>completed</c> by default.</summary>
    [ListType]
    [Items(1, 50)]
    [Length(1, 100)]
    public IReadOnlyList<string> Completed { get; set; } = ["completed"];
}
