using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using Janitor.Storage.Backups;

namespace Janitor.Cli.Commands;

/// <summary>Makes backups of schedules one after another, and tells of them.</summary>
internal sealed class BackupRunner(BackupArguments arguments, TimeProvider time)
{
    /// <summary>Checks everything, then makes them.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BackupSession.Read(arguments, withSources: true, time) is not { } session)
            return ExitCode.InvalidInput;
        var (made, failed) = (new List<StoredBackup>(), 0);
        foreach (var schedule in session.Schedules)
        {
            if (schedule.Schedule.Spec.Hooks is { } hooks && hooks.Before.Count + hooks.After.Count > 0)
                Messages.Write($"{schedule.Schedule}: its hooks are not run: only the operator runs them");
            try
            {
                made.Add(await MakeAsync(session, schedule, cancellationToken));
            }
            catch (Exception problem) when (problem is BackupException or StoreException)
            {
                Messages.WriteErrors([$"{schedule.Schedule}: {problem.Message}"]);
                failed++;
            }
        }

        BackupReports.Write(made, arguments.Output);
        return failed == 0 ? ExitCode.Done : made.Count > 0 ? ExitCode.Partial : ExitCode.Failed;
    }

    private async Task<StoredBackup> MakeAsync(BackupSession session, PreparedSchedule schedule, CancellationToken cancellationToken)
    {
        await using var store = schedule.OpenDestination();
        var (part, read, stored) = ("the sources", 0L, 0L);
        var options = new BackupRunOptions
        {
            Schedule = schedule.Schedule.ToString(),
            Begun = source => part = source.Name,
            Read = bytes => Interlocked.Add(ref read, bytes),
            Stored = bytes => Interlocked.Add(ref stored, bytes),
        };
        var run = new BackupRun(store, ProgramCodec.Of(schedule.Schedule.Spec, session.Identity), options, time);
        return await new ProgressView(arguments.Progress, time).ShowAsync(
            () => $"{schedule.Schedule}: {part}: {HumanSize.Bytes(Interlocked.Read(ref read))} read, {HumanSize.Bytes(Interlocked.Read(ref stored))} stored", RunAsync());

        async Task<StoredBackup> RunAsync()
        {
            // Neither needs the other, and code that runs for the first time keeps a processor busy.
            var finding = Task.Run(() => run.FindAsync([.. schedule.Sources!.Select(source => source.Reads)], cancellationToken), cancellationToken);
            var opening = BackupDestination.OpenAsync(store, StoreUse.Add, cancellationToken);
            // What is wrong with the destination is told first.
            await Task.WhenAll(opening, finding);
            return await run.RunAsync(await finding, cancellationToken);
        }
    }
}
