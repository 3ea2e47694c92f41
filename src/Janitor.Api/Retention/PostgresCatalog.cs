using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Queries that tell jobs and references, and statements that tell the application what was done.</summary>
public sealed record PostgresCatalog
{
    /// <summary>The Secret's key that holds the connection: a <c>postgres://</c> URI or a libpq or Npgsql connection string.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>
    /// One row a job: id, state, time of the last change (timestamptz; a timestamp without zone is taken as UTC) and, if wanted, tenant.
    /// Column names do not matter, their order does. Run in a read-only transaction.
    /// </summary>
    [Length(1, 32768)]
    public string? Jobs { get; set; }

    /// <summary>
    /// One column of paths that are in use, relative to the target; NULLs are passed over. Run in a read-only transaction.
    /// </summary>
    [Length(1, 32768)]
    public string? References { get; set; }

    /// <summary>
    /// Run once after the deletions, with the array <c>@jobs</c>: jobs that a rule without path conditions selects by their state,
    /// and of which no item is left.
    /// </summary>
    [Length(1, 32768)]
    public string? OnCleaned { get; set; }

    /// <summary>Jobs that got stuck, and what to do with their rows.</summary>
    public StuckJobs? Stuck { get; set; }

    /// <summary>The longest one statement may take, 1s to 1h; 60s by default.</summary>
    public Duration StatementTimeout { get; set; } = new(TimeSpan.FromSeconds(60));
}
