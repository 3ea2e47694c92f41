using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>A query that tells whose a folder is.</summary>
public sealed record PostgresTenants
{
    /// <summary>The Secret's key that holds the connection: a <c>postgres://</c> URI or a libpq or Npgsql connection string.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>
    /// One row a folder: its path below the target, with or without a slash at its end, and the tenant, both text. All in it is the tenant's, except what is in a
    /// folder further down that has a row of its own. A whole key may stand for a folder. What no row names is nobody's. Run in a read-only transaction.
    /// </summary>
    [Required]
    [Length(1, 32768)]
    public string Query { get; set; } = string.Empty;

    /// <summary>The longest the query may take, 1s to 1h; 60s by default.</summary>
    public Duration StatementTimeout { get; set; } = new(TimeSpan.FromSeconds(60));
}
