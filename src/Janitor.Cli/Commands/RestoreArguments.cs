using Janitor.Cli.Inputs;
using Janitor.Engine.Backups;

namespace Janitor.Cli.Commands;

/// <summary>What <c>janitor restore</c> was given.</summary>
/// <param name="Backups">Which schedules, and what they refer to.</param>
/// <param name="At">Which backup.</param>
/// <param name="Parts">Which of its parts; all when there are none.</param>
/// <param name="Choice">What of them, and where to.</param>
/// <param name="Overwrite">What may be there.</param>
/// <param name="DryRun">Whether nothing is to be changed.</param>
internal sealed record RestoreArguments(BackupArguments Backups, string At, IReadOnlyList<string> Parts, RestoreChoice Choice, OverwriteRule Overwrite, bool DryRun);
