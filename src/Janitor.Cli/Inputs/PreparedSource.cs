using Janitor.Engine.Backups;

namespace Janitor.Cli.Inputs;

/// <summary>A source with what it needs found on this machine.</summary>
/// <param name="Reads">Backs it up.</param>
/// <param name="Owns">Whether a part of a backup, by kind and name, came from it.</param>
/// <param name="Writes">Restores a part to where it came from.</param>
internal sealed record PreparedSource(IBackupSource Reads, Func<BackupPart, bool> Owns, Func<BackupPart, RestoreChoice, IPartTarget> Writes);
