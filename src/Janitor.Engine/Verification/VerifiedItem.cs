namespace Janitor.Engine.Verification;

/// <summary>One object of a verification, and what was found.</summary>
public sealed record VerifiedItem
{
    /// <summary>Its path below the target; bytes that are not UTF-8 as U+FFFD.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes, only where they are not UTF-8.</summary>
    public required string? PathBase64 { get; init; }

    /// <summary>Its size in bytes: as booked, and as listed for one that is not in the books.</summary>
    public required long Size { get; init; }

    /// <summary>
    /// <c>intact</c>; <c>corrupt</c>: other content than booked; <c>truncated</c>: shorter than booked; <c>missing</c>: booked and not there; <c>unknown</c>: there and
    /// not booked; <c>unreadable</c>; <c>unhashed</c>: its SHA-256 is not known, so it was not read; <c>learned</c>: it was read, and its SHA-256 taken down;
    /// <c>changed</c>: somebody changed it meanwhile, so it was not judged.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>What there is to know about it; null where the outcome says all.</summary>
    public required string? Reason { get; init; }

    /// <summary>The SHA-256 of its content in lower-case hexadecimal; null when it was not read to its end.</summary>
    public required string? Sha256 { get; init; }
}
