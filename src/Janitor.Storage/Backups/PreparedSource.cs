using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Postgres;

namespace Janitor.Storage.Backups;

/// <summary>A source with what it needs found here.</summary>
/// <param name="Reads">Backs it up.</param>
/// <param name="Writes">Restores a part to where it came from, as is asked for.</param>
public sealed record PreparedSource(IBackupSource Reads, Func<BackupPart, RestorePart, PostgresTargetOptions, IPartTarget> Writes);
