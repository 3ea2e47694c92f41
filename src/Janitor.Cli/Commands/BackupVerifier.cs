using Janitor.Api.Backups;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using Janitor.Storage.Backups;
using Janitor.Storage.Backups.Postgres;

namespace Janitor.Cli.Commands;

/// <summary>Proves backups: by reading all that is stored, and by restoring it.</summary>
internal sealed class BackupVerifier(BackupArguments arguments, string at, string? scratchFile, TimeProvider time)
{
    /// <summary>Proves one backup of each schedule.</summary>
    /// <returns>One of <see cref="ExitCode"/>; <see cref="ExitCode.Failed"/> when one is not what it should be.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BackupSession.Read(arguments, withSources: false, time) is not { } session)
            return ExitCode.InvalidInput;
        var proven = new List<StoredBackup>();
        foreach (var schedule in session.Schedules)
        {
            try
            {
                proven.Add(await ProveAsync(session, schedule, cancellationToken));
                Messages.Write($"{proven[^1].Folder}: {(scratchFile is null ? "every stored byte is what was written" : "it was restored, and is what was backed up")}");
            }
            catch (Exception problem) when (problem is BackupException or StoreException or IOException)
            {
                Messages.WriteErrors([$"{schedule.Schedule}: {problem.Message}"]);
            }
        }

        BackupReports.Write(proven, arguments.Output);
        return proven.Count == session.Schedules.Count ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<StoredBackup> ProveAsync(BackupSession session, PreparedSchedule schedule, CancellationToken cancellationToken)
    {
        var scratch = scratchFile is null ? null : (await File.ReadAllTextAsync(scratchFile, cancellationToken)).Trim();
        await using var store = schedule.OpenDestination();
        await BackupDestination.OpenAsync(store, StoreUse.Read, cancellationToken);
        var name = schedule.Schedule.ToString();
        var backup = ChosenBackup.Find(await new BackupCatalog(store).ListAsync(name, cancellationToken), name, at);
        var read = 0L;
        var codec = ProgramCodec.Of(schedule.Schedule.Spec, session.Identity);
        var proving = ProveAsync();
        return await new ProgressView(arguments.Progress, time).ShowAsync(
            () => $"{backup.Folder}: {ProgressBar.Of(Interlocked.Read(ref read), backup.Manifest!.StoredSize())} {HumanSize.Bytes(Interlocked.Read(ref read))} read", proving);

        async Task<StoredBackup> ProveAsync()
        {
            var check = new BackupCheck(store.Contents, codec, bytes => Interlocked.Add(ref read, bytes));
            await check.CheckStoredAsync(backup, begun: null, cancellationToken);
            if (scratch is not null)
                await new PostgresProof(scratch, time).RunAsync(backup, new RestoreRun(store.Contents, codec, new RestoreRunOptions { Overwrite = OverwriteRule.Never }), cancellationToken);
            return backup;
        }
    }
}
