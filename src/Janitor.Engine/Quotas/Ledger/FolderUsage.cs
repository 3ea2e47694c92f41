namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What lies in a folder.</summary>
/// <param name="Folder">Its name; empty for what lies in none.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
public sealed record FolderUsage(string Folder, long Bytes, long Objects);
