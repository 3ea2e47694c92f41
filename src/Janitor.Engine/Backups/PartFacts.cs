namespace Janitor.Engine.Backups;

/// <summary>What is known of a stream when it was read to its end.</summary>
public sealed record PartFacts
{
    /// <summary>The programs that made it, and their versions; none by default.</summary>
    public IReadOnlyDictionary<string, string> Tools { get; init; } = new Dictionary<string, string>();

    /// <summary>Of a database: what a restore must come to.</summary>
    public DatabaseContent? Database { get; init; }

    /// <summary>Of objects and directories: how many items there are; null where nobody counted.</summary>
    public long? Items { get; init; }

    /// <summary>What the program that made it had to say, though it succeeded: files that changed while they were read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
