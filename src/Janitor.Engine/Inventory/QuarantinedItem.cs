namespace Janitor.Engine.Inventory;

/// <summary>An item in quarantine.</summary>
/// <param name="Label">Which run moved it, and until when it is kept.</param>
/// <param name="Path">Where it came from, below the target; bytes of its own.</param>
/// <param name="Size">Its content's length in bytes.</param>
public sealed record QuarantinedItem(QuarantineLabel Label, ReadOnlyMemory<byte> Path, long Size);
