using Janitor.Api.Backups;

namespace Janitor.Cli.Commands;

/// <summary>What <c>janitor restore</c> was given.</summary>
/// <param name="Backups">Which schedules, and what they refer to.</param>
/// <param name="At">Which backup.</param>
/// <param name="Parts">Which of its parts; all when there are none.</param>
/// <param name="Include">Tables, or patterns of paths and keys; all when there are none.</param>
/// <param name="Database">Another database; null for the one it was.</param>
/// <param name="NoOwner">Whether everything becomes the connection's user's.</param>
/// <param name="Jobs">By how many programs at once databases are restored.</param>
/// <param name="Overwrite">What may be there.</param>
/// <param name="DryRun">Whether nothing is to be changed.</param>
internal sealed record RestoreArguments(
    BackupArguments Backups, string At, IReadOnlyList<string> Parts, IReadOnlyList<string> Include, string? Database, bool NoOwner, int Jobs, OverwriteRule Overwrite, bool DryRun);
