namespace Janitor.Engine.Backups;

/// <summary>One source's share of a backup.</summary>
public sealed record BackupPart
{
    /// <summary>Its name, unique in the backup, by which a restore chooses it: the database's, the bucket's, the claim's, or <c>globals</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required PartKind Kind { get; init; }

    /// <summary>Where it came from, in words: <c>PostgreSQL 15.4 at db.media:5432</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What was done to it, in that order: <c>zstd</c>, <c>age</c>. Undone, in the reverse order, by the programs of these names.</summary>
    public required IReadOnlyList<string> Encoding { get; init; }

    /// <summary>Who can decrypt it: age's public keys; none when it is not encrypted.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Its files, in order: their contents one after the other are the part.</summary>
    public required IReadOnlyList<StoredFile> Files { get; init; }

    /// <summary>What it was before it was encoded.</summary>
    public required PlainContent Plain { get; init; }

    /// <summary>The programs that made it, and their versions.</summary>
    public IReadOnlyDictionary<string, string> Tools { get; init; } = new Dictionary<string, string>();

    /// <summary>Of a database: what a restore must come to.</summary>
    public DatabaseContent? Database { get; init; }

    /// <summary>Of objects and directories: how many items there are; null of others, and where nobody counted.</summary>
    public long? Items { get; init; }

    /// <summary>What the program that made it had to say, though it succeeded: files that changed while they were read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
