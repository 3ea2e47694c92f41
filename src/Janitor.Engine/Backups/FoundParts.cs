namespace Janitor.Engine.Backups;

/// <summary>What a backup will hold, found before anything is stored.</summary>
/// <param name="Parts">Its parts, in order; no two of one name.</param>
/// <param name="Tools">The programs that encode them, and their versions.</param>
public sealed record FoundParts(IReadOnlyList<IPartSource> Parts, IReadOnlyDictionary<string, string> Tools);
