namespace Janitor.Storage.Backups.Postgres;

/// <summary>An entry in the table of contents of a dump: something that a restore makes, or the data of it.</summary>
internal sealed record ArchiveEntry
{
    /// <summary>What a table's data are.</summary>
    public const string TableData = "TABLE DATA";

    /// <summary>What a primary key is, or what else has an index.</summary>
    public const string Constraint = "CONSTRAINT";

    /// <summary>Its number, unique in the dump, by which lists and dependencies name it.</summary>
    public required int Id { get; init; }

    /// <summary>What it makes: <c>TABLE</c>, <c>TABLE DATA</c>, <c>FK CONSTRAINT</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The schema's name; empty of what is in none.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name: of what belongs to a table, such as a constraint, <c>orders orders_pkey</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Which part of the dump it says that it belongs to.</summary>
    public required ArchiveSection Section { get; init; }

    /// <summary>The object's OID at the server that was dumped; zero of what has none.</summary>
    public required uint Oid { get; init; }

    /// <summary>Where in the dump the statement is that drops it, as text with its length before it.</summary>
    public required Range Drop { get; init; }

    /// <summary>Numbers of the entries that come before it.</summary>
    public required IReadOnlyList<int> Dependencies { get; init; }
}
