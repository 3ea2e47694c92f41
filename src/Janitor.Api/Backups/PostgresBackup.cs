using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Databases of a PostgreSQL server, each dumped in one snapshot by <c>pg_dump</c>, which must not be older than the server.</summary>
[ValidationRule("!(has(self.databases) && size(self.databases) > 0 && has(self.allDatabases) && self.allDatabases)", "write either databases or allDatabases")]
public sealed record PostgresBackup
{
    /// <summary>The connection: <c>postgres://user:password@host:5432/database</c>. The user needs to read all that is dumped, as the role <c>pg_read_all_data</c> can.</summary>
    [Required]
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>The databases; that of the connection when none are named.</summary>
    [ListType]
    [Items(0, 500)]
    [Length(1, 63)]
    public IReadOnlyList<string> Databases { get; set; } = [];

    /// <summary>All databases of the server but templates, as there are in the moment of the backup; false by default.</summary>
    public bool AllDatabases { get; set; }

    /// <summary>Roles and tablespaces as well, for which the user must be a superuser; false by default.</summary>
    public bool Globals { get; set; }
}
