namespace Janitor.Api.Backups;

/// <summary>One source's share of a backup.</summary>
public sealed record BackupPartStatus
{
    /// <summary>Its name, by which a restore chooses it: the database's, the bucket's, the claim's, or <c>globals</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>What it holds: <c>postgresDatabase</c>, <c>postgresGlobals</c>, <c>objects</c> or <c>volume</c>.</summary>
    public string Kind { get; set; } = string.Empty;

    /// <summary>How much was read, in bytes.</summary>
    public long PlainBytes { get; set; }

    /// <summary>How much it takes at the destination, in bytes.</summary>
    public long StoredBytes { get; set; }
}
