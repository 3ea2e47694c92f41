using Janitor.Cli.Reports;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;

namespace Janitor.Cli.Commands;

/// <summary>Lists the backups of schedules, with what retention says of each.</summary>
internal sealed class BackupLister(BackupArguments arguments, TimeProvider time)
{
    /// <summary>Lists them.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BackupSession.Read(arguments, withSources: false, time) is not { } session)
            return ExitCode.InvalidInput;
        var backups = new List<JudgedBackup>();
        foreach (var schedule in session.Schedules)
        {
            try
            {
                await using var store = schedule.OpenDestination();
                await BackupDestination.OpenAsync(store, StoreUse.Read, cancellationToken);
                var found = await new BackupCatalog(store).ListAsync(schedule.Schedule.ToString(), cancellationToken);
                backups.AddRange(JudgedBackup.Judge(schedule.Schedule, found, time.GetUtcNow()));
            }
            catch (Exception problem) when (problem is BackupException or StoreException)
            {
                Messages.WriteErrors([$"{schedule.Schedule}: {problem.Message}"]);
                return ExitCode.Failed;
            }
        }

        BackupReports.Write(backups, arguments.Output);
        return backups.TrueForAll(judged => judged.Backup.Problem is null) ? ExitCode.Done : ExitCode.Failed;
    }
}
