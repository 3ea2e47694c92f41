namespace Janitor.Cli.Inputs;

/// <summary>What of a part is restored, and to which place in its target.</summary>
/// <param name="Include">Tables, or patterns of paths and keys; all when there are none.</param>
/// <param name="Database">Another database; null for the one it was.</param>
/// <param name="NoOwner">Whether everything becomes the connection's user's.</param>
internal sealed record RestoreChoice(IReadOnlyList<string> Include, string? Database, bool NoOwner);
