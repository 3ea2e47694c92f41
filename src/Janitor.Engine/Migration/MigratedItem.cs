namespace Janitor.Engine.Migration;

/// <summary>One item of a migration, and what became of it.</summary>
public sealed record MigratedItem
{
    /// <summary>Its path below the target; bytes that are not UTF-8 as U+FFFD.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes, only where they are not UTF-8.</summary>
    public required string? PathBase64 { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>
    /// <c>copied</c>; <c>present</c>: the same content was at the destination; <c>different</c>: other content is there, and was left;
    /// <c>refused</c>: the destination cannot hold what has this name; <c>failed</c>.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was left, refused or failed; null otherwise.</summary>
    public required string? Reason { get; init; }

    /// <summary>The SHA-256 of its content in lower-case hexadecimal; null when it was not computed in this run.</summary>
    public required string? Sha256 { get; init; }
}
