namespace Janitor.Storage.Backups.Postgres;

/// <summary>Where a database is restored to, and what of it.</summary>
public sealed record PostgresTargetOptions
{
    /// <summary>The database; null (the default) for the name that it had.</summary>
    public string? Database { get; init; }

    /// <summary>Tables to restore with all that is their own, and without those that they refer to, as <c>schema.table</c> or <c>table</c>; all of the database when none are named.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Whether everything becomes the connection's user's, with no grants: for servers that lack the roles. False by default.</summary>
    public bool NoOwner { get; init; }

    /// <summary>Whether a database that is made is dropped again: then it gets no settings of its own, which its server need not know. False by default.</summary>
    public bool IsScratch { get; init; }

    /// <summary>By how many programs at once; 1 (the default) is one transaction, where the server has locks for that.</summary>
    public int Jobs { get; init; } = 1;
}
