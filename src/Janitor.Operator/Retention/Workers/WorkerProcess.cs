using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Quotas.Workers;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Workers;
using Janitor.Storage;

namespace Janitor.Operator.Retention.Workers;

/// <summary>What goes on in a worker's container: one run on the claim that is mounted there, a measurement of it, or work on backups.</summary>
/// <param name="environment">Looks up an environment variable; null when there is none.</param>
/// <param name="output">Gets the report as one line of JSON, and before it one for each decision of a preview: the log.</param>
/// <param name="time">The clock.</param>
public sealed class WorkerProcess(Func<string, string?> environment, TextWriter output, TimeProvider time)
{
    /// <summary>Where the kubelet reads the container's last words.</summary>
    public const string TerminationLog = "/dev/termination-log";

    private readonly Lock _lines = new();

    /// <summary>Carries out the task and leaves its result.</summary>
    /// <param name="mountPath">Where the claim is mounted; of work on backups, the directory below which claims are, each by its name.</param>
    /// <param name="terminationLog">Where the result goes.</param>
    /// <param name="cancellationToken">Ends the run early; what was done until then is its result.</param>
    /// <returns>What <see cref="LastWords.RunAsync"/> does; 143 also when the run was ended early and has a result: another pod goes on with it.</returns>
    public async Task<int> RunAsync(string mountPath, string terminationLog, CancellationToken cancellationToken)
    {
        if (environment(MeasuringTask.Variable) is { } measurement)
            return await new MeasuringProcess(environment, output, time).RunAsync(measurement, mountPath, terminationLog, cancellationToken);
        if (environment(BackupTask.Variable) is { } backup)
            return await new BackupProcess(environment, output, time).RunAsync(backup, mountPath, terminationLog, cancellationToken);
        var words = new LastWords(output, terminationLog);
        return await words.RunAsync(WorkerTask.Variable, environment(WorkerTask.Variable), WorkerJson.Default.WorkerTask, async task =>
        {
            var report = await RunAsync(task, mountPath, cancellationToken);
            await words.LeaveAsync(RunSummaries.Pack(RunSummaries.Of(report) with { Id = task.RunId }), RunReportJson.Write(report));
            return report.StopReason == StopReason.Cancelled ? LastWords.EndedEarly : 0;
        }, cancellationToken);
    }

    private async Task<RunReport> RunAsync(WorkerTask task, string mountPath, CancellationToken cancellationToken)
    {
        var policy = task.Policy;
        await using var store = Stores.OpenVolume(mountPath, policy.Spec.Target!.Volume!, policy.Spec.Limits, policy.Spec.RemoveEmptyDirectories, time);
        await using var catalog = OpenCatalog(task, policy.Spec);
        var options = new RunOptions
        {
            DryRun = task.Preview ? true : null,
            OnDecision = task.Preview ? Tell : null,
            PreviousReferences = task.PreviousReferences,
        };
        return await new RetentionRun(policy, store, catalog, time).ExecuteAsync(options, cancellationToken);
    }

    /// <summary>Called from several threads at once.</summary>
    private void Tell(DecidedItem item)
    {
        var line = RunReportJson.Write(item);
        lock (_lines)
            output.WriteLine(line);
    }

    private ICatalogSource? OpenCatalog(WorkerTask task, RetentionPolicySpec spec)
    {
        if (task.Jobs is { } jobs)
            return new KnownJobsCatalog(jobs, time);
        return spec.Catalog?.Postgres is { } postgres
            ? Stores.OpenCatalog(postgres, environment(WorkerTask.ConnectionVariable)?.TrimEnd('\r', '\n') ?? string.Empty, time)
            : null;
    }
}
