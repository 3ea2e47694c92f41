using System.Text.Json;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Quotas.Workers;
using Janitor.Operator.Retention.Dependencies;
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

    private const int EndedEarly = 128 + 15;
    private readonly Lock _lines = new();

    /// <summary>Carries out the task and leaves its result.</summary>
    /// <param name="mountPath">Where the claim is mounted; of work on backups, the directory below which claims are, each by its name.</param>
    /// <param name="terminationLog">Where the result goes.</param>
    /// <param name="cancellationToken">Ends the run early; what was done until then is its result.</param>
    /// <returns>
    /// 0 when the run came to an end, whatever that is: a pod that fails is started again. 143, as of a process that SIGTERM ended, when the run was ended early,
    /// so that another pod goes on with it. 2 when the task cannot be read.
    /// </returns>
    public async Task<int> RunAsync(string mountPath, string terminationLog, CancellationToken cancellationToken)
    {
        if (environment(MeasuringTask.Variable) is { } measurement)
            return await new MeasuringProcess(environment, output, time).RunAsync(measurement, mountPath, terminationLog, cancellationToken);
        if (environment(BackupTask.Variable) is { } backup)
            return await new BackupProcess(environment, output, time).RunAsync(backup, mountPath, terminationLog, cancellationToken);
        if (Read(out var mistake) is not { } task)
        {
            await output.WriteLineAsync(mistake);
            await File.WriteAllTextAsync(terminationLog, mistake, CancellationToken.None);
            return 2;
        }

        var report = await RunAsync(task, mountPath, cancellationToken);
        await output.WriteLineAsync(RunReportJson.Write(report));
        var summary = RunSummaries.Of(report) with { Id = task.RunId };
        await File.WriteAllBytesAsync(terminationLog, RunSummaries.Pack(summary), CancellationToken.None);
        return report.StopReason == StopReason.Cancelled ? EndedEarly : 0;
    }

    private WorkerTask? Read(out string mistake)
    {
        mistake = $"the environment variable {WorkerTask.Variable} is not set: janitor worker is started by the operator, in a Job";
        if (environment(WorkerTask.Variable) is not { } text)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, WorkerJson.Default.WorkerTask);
        }
        catch (JsonException problem)
        {
            mistake = $"the environment variable {WorkerTask.Variable} cannot be read: {problem.Message}";
            return null;
        }
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
