using Janitor.Api.Backups;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups;
using Janitor.Storage.Backups.Postgres;

namespace Janitor.Cli.Commands;

/// <summary>Restores a backup of each schedule that was asked for.</summary>
internal sealed class RestoreRunner(RestoreArguments arguments, TimeProvider time)
{
    /// <summary>Checks everything, then restores.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BackupSession.Read(arguments.Backups, withSources: true, time) is not { } session)
            return ExitCode.InvalidInput;
        var restored = new List<StoredBackup>();
        foreach (var schedule in session.Schedules)
        {
            try
            {
                restored.Add(await RestoreAsync(session, schedule, cancellationToken));
            }
            catch (Exception problem) when (problem is BackupException or StoreException)
            {
                Messages.WriteErrors([$"{schedule.Schedule}: {problem.Message}"]);
            }
        }

        BackupReports.Write(restored, arguments.Backups.Output);
        return restored.Count == session.Schedules.Count ? ExitCode.Done : restored.Count > 0 ? ExitCode.Partial : ExitCode.Failed;
    }

    private async Task<StoredBackup> RestoreAsync(BackupSession session, PreparedSchedule schedule, CancellationToken cancellationToken)
    {
        await using var store = schedule.OpenDestination();
        await BackupDestination.OpenAsync(store, StoreUse.Read, cancellationToken);
        var name = schedule.Schedule.ToString();
        var backup = ChosenBackup.Find(await new BackupCatalog(store).ListAsync(name, cancellationToken), name, arguments.At);
        var targets = FindTargets(schedule, backup);
        var (part, proven, restored, all) = ("reading all of it", 0L, 0L, targets.Sum(target => target.Part.Files.Sum(file => file.Size)));
        var options = new RestoreRunOptions
        {
            Overwrite = arguments.Overwrite,
            Begun = begun => part = begun.Name,
            Proven = bytes => Interlocked.Add(ref proven, bytes),
            Restored = bytes => Interlocked.Add(ref restored, bytes),
        };
        var run = new RestoreRun(store.Contents, ProgramCodec.Of(schedule.Schedule.Spec, session.Identity), options);
        if (arguments.DryRun)
        {
            foreach (var sentence in await run.InspectAsync(targets, cancellationToken))
                Messages.Write(sentence);
            return backup;
        }

        return await new ProgressView(arguments.Backups.Progress, time).ShowAsync(
            () => $"{backup.Folder}: {part}: {ProgressBar.Of(Interlocked.Read(ref proven) + Interlocked.Read(ref restored), 2 * all)}",
            RunAsync());

        async Task<StoredBackup> RunAsync()
        {
            await run.RunAsync(backup.Folder, targets, cancellationToken);
            return backup;
        }
    }

    /// <summary>Each part goes to where it came from, by the schedule as it is now.</summary>
    private IReadOnlyList<(BackupPart Part, IPartTarget Target)> FindTargets(PreparedSchedule schedule, StoredBackup backup)
    {
        var parts = backup.Manifest!.Parts;
        var names = arguments.Parts.Count > 0 ? arguments.Parts : [.. parts.Select(part => part.Name)];
        var databases = parts.Where(part => part.Kind == PartKind.PostgresDatabase && names.Contains(part.Name)).Select(part => part.Name).ToList();
        if (arguments.Database is not null && databases.Count != 1)
            throw new BackupException(BackupProblem.TargetRefused, "--database is for one database: choose it by --part");
        var to = arguments.Database is null ? null : new RestoreTarget { Postgres = new RestoreDatabase { Database = arguments.Database } };
        var chosen = names.Select(name => new RestorePart { Name = name, Include = arguments.Include, To = databases.Contains(name) ? to : null });
        return schedule.Places.FindTargets(backup, [.. chosen], new PostgresTargetOptions { NoOwner = arguments.NoOwner, Jobs = arguments.Jobs }, schedule.Schedule.Spec);
    }
}
