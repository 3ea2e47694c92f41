namespace Janitor.Engine.Migration;

/// <summary>What a migration did.</summary>
public sealed record MigrationReport
{
    /// <summary>The source in words.</summary>
    public required string From { get; init; }

    /// <summary>The destination in words.</summary>
    public required string To { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Items at the source.</summary>
    public required long Seen { get; init; }

    /// <summary>Items copied and verified.</summary>
    public required long Copied { get; init; }

    /// <summary>Their bytes.</summary>
    public required long BytesCopied { get; init; }

    /// <summary>Items whose same content was at the destination.</summary>
    public required long Present { get; init; }

    /// <summary>Their bytes.</summary>
    public required long BytesPresent { get; init; }

    /// <summary>Items left because something else is at their place.</summary>
    public required long Different { get; init; }

    /// <summary>Items that the destination cannot hold.</summary>
    public required long Refused { get; init; }

    /// <summary>Items that could not be copied or not be removed.</summary>
    public required long Failed { get; init; }

    /// <summary>Items removed at the source.</summary>
    public required long Removed { get; init; }

    /// <summary>Items that changed at the source after they were copied, and so stayed there.</summary>
    public required long Changed { get; init; }

    /// <summary>Folders that could not be listed.</summary>
    public required long Unreadable { get; init; }

    /// <summary>The first few items that are not at the destination, and folders that could not be listed.</summary>
    public required IReadOnlyList<MigratedItem> Problems { get; init; }

    /// <summary>Why the migration as a whole failed or ended early; null when it did not.</summary>
    public required string? Message { get; init; }

    /// <summary>Whether everything at the source is at the destination, and was removed if it was to be.</summary>
    public bool IsComplete => Message is null && Different + Refused + Failed + Changed + Unreadable == 0;
}
