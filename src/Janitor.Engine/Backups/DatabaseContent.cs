namespace Janitor.Engine.Backups;

/// <summary>What was in a database in the moment of its dump: what a restore must come to.</summary>
public sealed record DatabaseContent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The server's version: <c>15.4</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>Its encoding: <c>UTF8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Its collation: <c>C.UTF-8</c>.</summary>
    public required string Collation { get; init; }

    /// <summary>What its letters are (<c>LC_CTYPE</c>).</summary>
    public required string CharacterType { get; init; }

    /// <summary>Its tables, ordered by name.</summary>
    public required IReadOnlyList<TableContent> Tables { get; init; }

    /// <summary>How many large objects it has.</summary>
    public required long LargeObjects { get; init; }

    /// <summary>How many locks a restore holds in the end when it is one transaction: one for each relation, function and large object. Null (the default) where nobody counted.</summary>
    public long? Locks { get; init; }
}
