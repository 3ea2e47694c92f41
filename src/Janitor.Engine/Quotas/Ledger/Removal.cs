namespace Janitor.Engine.Quotas.Ledger;

/// <summary>One item that a run deleted, or moved to quarantine.</summary>
/// <param name="Key">Its key below the run's target.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Rule">The rule that decided so.</param>
public readonly record struct Removal(ReadOnlyMemory<byte> Key, long Size, string Rule);
