using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>SQL for a PostgreSQL database, which the operator must reach.</summary>
public sealed record SqlHook
{
    /// <summary>The Secret's key that holds the connection: a <c>postgres://</c> URI or a libpq or Npgsql connection string.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>
    /// One statement, or several with semicolons between, each in a transaction of its own as in <c>psql</c>; what they return is passed over. The connection ends with the hook, and so do its locks and
    /// settings: <c>CHECKPOINT</c> or an <c>UPDATE</c> make sense, <c>LOCK TABLE</c> does not.
    /// </summary>
    [Required]
    [Length(1, 32768)]
    public string Statement { get; set; } = string.Empty;
}
