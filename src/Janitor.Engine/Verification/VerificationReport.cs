namespace Janitor.Engine.Verification;

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>The quota, as <c>namespace/name</c>.</summary>
    public required string Quota { get; init; }

    /// <summary>The store in words.</summary>
    public required string Target { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Booked objects that were looked at.</summary>
    public required long Checked { get; init; }

    /// <summary>Bytes that were read.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Objects whose content is what was booked.</summary>
    public required long Intact { get; init; }

    /// <summary>Objects with other content than booked.</summary>
    public required long Corrupt { get; init; }

    /// <summary>Objects that are shorter than booked.</summary>
    public required long Truncated { get; init; }

    /// <summary>Objects that are booked and not there.</summary>
    public required long Missing { get; init; }

    /// <summary>Objects that are there and not booked; all of the target is looked at for them in each run.</summary>
    public required long Unknown { get; init; }

    /// <summary>Objects that could not be read, and folders that could not be listed.</summary>
    public required long Unreadable { get; init; }

    /// <summary>Objects whose SHA-256 nobody knows.</summary>
    public required long Unhashed { get; init; }

    /// <summary>Objects whose SHA-256 was taken down.</summary>
    public required long Learned { get; init; }

    /// <summary>Objects that changed meanwhile, and were not judged.</summary>
    public required long Changed { get; init; }

    /// <summary>Whether this run came to the last object, so that all have been looked at since it, or the first of several runs, began.</summary>
    public required bool IsCycleComplete { get; init; }

    /// <summary>The first few objects with which something is wrong.</summary>
    public required IReadOnlyList<VerifiedItem> Problems { get; init; }

    /// <summary>Why the verification as a whole failed or ended early; null when it did not.</summary>
    public required string? Message { get; init; }

    /// <summary>With how many objects something is wrong.</summary>
    public long Wrong => Corrupt + Truncated + Missing + Unknown + Unreadable;

    /// <summary>Whether all that was to be looked at is as it should be.</summary>
    public bool IsSound => Message is null && Wrong == 0;

    /// <summary>The report of a verification that could not even begin.</summary>
    public static VerificationReport Failed(string quota, string target, DateTimeOffset startedAt, DateTimeOffset finishedAt, string message) =>
        new VerificationProgress().Report(quota, target, startedAt, finishedAt, isCycleComplete: false, message);
}
