namespace Janitor.Cli.Reports;

/// <summary>One item of quarantine, and what became of it.</summary>
internal sealed record UndoneItem
{
    /// <summary>Where it came from, below the target; bytes that are not UTF-8 as U+FFFD.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes, only where they are not UTF-8.</summary>
    public required string? PathBase64 { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The run that moved it: <c>20261121T084500Z</c>.</summary>
    public required string Run { get; init; }

    /// <summary>When it will be deleted for good.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary><c>quarantined</c> (in a dry run), <c>restored</c>, <c>left</c>, <c>gone</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was left or failed; null otherwise.</summary>
    public required string? Reason { get; init; }
}
