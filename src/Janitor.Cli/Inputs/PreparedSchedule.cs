using Janitor.Api.Backups;
using Janitor.Engine.Contents;
using Janitor.Storage.Backups;

namespace Janitor.Cli.Inputs;

/// <summary>A schedule with what it needs found on this machine.</summary>
/// <param name="Schedule">The schedule, valid.</param>
/// <param name="OpenDestination">Opens its destination.</param>
/// <param name="Places">Finds where parts of its backups are restored to.</param>
/// <param name="Sources">What it backs up; null when that is not needed.</param>
internal sealed record PreparedSchedule(BackupSchedule Schedule, Func<IContentStore> OpenDestination, BackupSources Places, IReadOnlyList<PreparedSource>? Sources);
