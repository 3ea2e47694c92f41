namespace Janitor.Engine.Backups;

/// <summary>What a part was before it was compressed and encrypted.</summary>
public sealed record PlainContent
{
    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its SHA-256, in 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// Its XXH128, in 32 lower-case hexadecimal digits, the highest first, as <c>xxhsum -H128</c> writes it; null in manifests of the first Janitors. It finds what went wrong by
    /// accident, and takes a restore next to no time; against those who alter a backup on purpose there is the SHA-256 of what is stored. Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
    /// </summary>
    public string? Xxh128 { get; init; }
}
