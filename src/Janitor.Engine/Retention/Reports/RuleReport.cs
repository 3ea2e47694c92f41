namespace Janitor.Engine.Retention.Reports;

/// <summary>What one rule selected, and what became of it.</summary>
public sealed record RuleReport
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its action: <c>delete</c>, <c>quarantine</c> or <c>report</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Items it selected.</summary>
    public long Selected { get; init; }

    /// <summary>The size of the selected items' content, in bytes.</summary>
    public long BytesSelected { get; init; }

    /// <summary>Items deleted or moved.</summary>
    public long Acted { get; init; }

    /// <summary>Selected items that stay because they changed.</summary>
    public long Changed { get; init; }

    /// <summary>Items that could not be deleted or moved.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes of space given back.</summary>
    public long BytesFreed { get; init; }

    /// <summary>The first few items it selected, with their reasons.</summary>
    public IReadOnlyList<DecidedItem> Sample { get; init; } = [];
}
