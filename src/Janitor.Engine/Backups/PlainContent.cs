namespace Janitor.Engine.Backups;

/// <summary>What a part was before it was compressed and encrypted.</summary>
public sealed record PlainContent
{
    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its SHA-256, in 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
