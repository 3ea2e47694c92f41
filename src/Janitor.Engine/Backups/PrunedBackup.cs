namespace Janitor.Engine.Backups;

/// <summary>What pruning did with a backup.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Verdict">What retention says of it.</param>
/// <param name="Removed">Whether it is gone.</param>
/// <param name="Freed">How many bytes that gave back.</param>
/// <param name="Problem">Why it is still there, at least in part, although it expired; null when it did not, is gone, or nothing was to be removed.</param>
public sealed record PrunedBackup(StoredBackup Backup, BackupVerdict Verdict, bool Removed, long Freed, Exception? Problem);
