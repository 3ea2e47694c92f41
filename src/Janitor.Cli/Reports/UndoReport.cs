namespace Janitor.Cli.Reports;

/// <summary>What <c>janitor undo</c> brought back for one policy.</summary>
internal sealed record UndoReport
{
    /// <summary>The policy, as <c>namespace/name</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>The store in words.</summary>
    public required string Target { get; init; }

    /// <summary>True when nothing was to be brought back.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Items in quarantine that the filters select.</summary>
    public required long Selected { get; init; }

    /// <summary>Their size in bytes.</summary>
    public required long BytesSelected { get; init; }

    /// <summary>Items brought back.</summary>
    public required long Restored { get; init; }

    /// <summary>Items left in quarantine because something is at their place.</summary>
    public required long Left { get; init; }

    /// <summary>Items that could not be brought back.</summary>
    public required long Failed { get; init; }

    /// <summary>The first few items.</summary>
    public required IReadOnlyList<UndoneItem> Sample { get; init; }

    /// <summary>The first few items that were left or failed.</summary>
    public required IReadOnlyList<UndoneItem> Problems { get; init; }

    /// <summary>Why the undo as a whole failed or ended early; null when it did not.</summary>
    public required string? Message { get; init; }
}
