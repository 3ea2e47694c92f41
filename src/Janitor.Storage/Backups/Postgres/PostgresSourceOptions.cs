namespace Janitor.Storage.Backups.Postgres;

/// <summary>What of a server is backed up.</summary>
public sealed record PostgresSourceOptions
{
    /// <summary>Stands before the names of its parts, for servers whose databases have the same names; empty by default.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Which databases; that of the connection when none are named.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>All databases that are there but templates; false by default.</summary>
    public bool AllDatabases { get; init; }

    /// <summary>Roles and tablespaces as well; false by default.</summary>
    public bool Globals { get; init; }
}
