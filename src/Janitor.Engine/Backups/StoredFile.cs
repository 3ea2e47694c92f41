namespace Janitor.Engine.Backups;

/// <summary>A file or object at the destination.</summary>
public sealed record StoredFile
{
    /// <summary>Its name in the backup's folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its SHA-256, in 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
