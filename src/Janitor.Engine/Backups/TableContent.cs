namespace Janitor.Engine.Backups;

/// <summary>What was in a table in the moment of its dump.</summary>
public sealed record TableContent
{
    /// <summary>Its name with that of its schema, quoted as SQL wants it: <c>public.orders</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many rows it has.</summary>
    public required long Rows { get; init; }

    /// <summary>Its constraints, as <c>name definition</c>, ordered.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];
}
