using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;

namespace Janitor.Cli.Commands;

/// <summary>Removes the backups that the retention of schedules does not keep.</summary>
internal sealed class BackupPruner(BackupArguments arguments, bool dryRun, TimeProvider time)
{
    /// <summary>Removes them, schedule by schedule.</summary>
    /// <returns>One of <see cref="ExitCode"/>; <see cref="ExitCode.Partial"/> when some could not be removed or read.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BackupSession.Read(arguments, withSources: false, time) is not { } session)
            return ExitCode.InvalidInput;
        var (pruned, failed) = (new List<PrunedBackup>(), 0);
        foreach (var schedule in session.Schedules)
        {
            try
            {
                pruned.AddRange(await PruneAsync(schedule, cancellationToken));
            }
            catch (Exception problem) when (problem is BackupException or StoreException)
            {
                Messages.WriteErrors([$"{schedule.Schedule}: {problem.Message}"]);
                failed++;
            }
        }

        var problems = pruned.Select(backup => backup.Problem ?? backup.Backup.Problem).OfType<Exception>().ToList();
        Messages.WriteErrors([.. problems.Select(problem => problem.Message)]);
        BackupReports.Write(pruned, dryRun, arguments.Output);
        return failed == 0 && problems.Count == 0 ? ExitCode.Done : failed == session.Schedules.Count ? ExitCode.Failed : ExitCode.Partial;
    }

    private async Task<IReadOnlyList<PrunedBackup>> PruneAsync(PreparedSchedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.Schedule.Spec.Retention is null)
            Messages.Write($"note: {schedule.Schedule}: has no retention, so all are kept");
        await using var store = schedule.OpenDestination();
        await BackupDestination.OpenAsync(store, dryRun ? StoreUse.Read : StoreUse.Change, cancellationToken);
        return await new BackupPruning(store, time).RunAsync(schedule.Schedule, dryRun, cancellationToken);
    }
}
