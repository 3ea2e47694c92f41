namespace Janitor.Engine.Backups;

/// <summary>What a listing tells of a backup's folder.</summary>
/// <param name="HasManifest">Whether it is a backup.</param>
/// <param name="LastSign">When its run last gave a sign of life, in nanoseconds since 1970-01-01 UTC; null when there is none.</param>
internal sealed record FolderTraces(bool HasManifest, long? LastSign);
