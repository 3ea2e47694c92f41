using System.Collections.Concurrent;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Retention.Status;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Retention.Runs;

/// <summary>
/// Runs in the operator itself, a bounded number at once: those on buckets, and on claims that are mounted into it. A run that the operator did not live to
/// end is told as interrupted by the next one.
/// </summary>
/// <param name="targets">Opens what they work on.</param>
/// <param name="options">How many go on at once.</param>
/// <param name="changed">Is told of a policy whose run has ended.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets each report.</param>
internal sealed partial class OperatorRuns(
    RunTargets targets, OperatorRunOptions options, Action<RetentionPolicy> changed, TimeProvider time, ILogger<OperatorRuns> logger) : IRunPlace, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _runs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(options.Concurrency);

    /// <inheritdoc/>
    public async Task StartAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        if (_runs.TryGetValue(KeyOf(policy), out var known) && known.Id == IdOf(run))
            return;
        var target = await targets.OpenAsync(policy, cancellationToken);
        var end = new CancellationTokenSource();
        var work = Task.Run(() => RunAsync(policy, run, target, end.Token), CancellationToken.None);
        _runs[KeyOf(policy)] = new Entry(IdOf(run), end, work);
        _ = work.ContinueWith(_ => changed(policy), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async Task<RunState> LookAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(KeyOf(policy), out var entry) || entry.Id != IdOf(run))
            return new RunState.Lost(Reasons.Interrupted, "the operator ended during the run; what it had not done is done by the next");
        return entry.Work.IsCompleted ? new RunState.Ended((await entry.Work) with { Id = run.Id }) : new RunState.Going();
    }

    /// <summary>Ends the run of a policy that is gone.</summary>
    public void End(RetentionPolicy policy)
    {
        if (_runs.TryRemove(KeyOf(policy), out var entry))
            entry.End.Cancel();
    }

    /// <summary>Ends all runs, and waits until they have: each stops after the items that it is at.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values.Select(entry => entry.End.CancelAsync()));
        await Task.WhenAll(_runs.Values.Select(entry => entry.Work));
        _places.Dispose();
    }

    private static string KeyOf(RetentionPolicy policy) => policy.Metadata.Uid!;

    private static string IdOf(ActiveRun run) => $"{run.Id}-{run.Attempt}";

    private async Task<RunSummary> RunAsync(RetentionPolicy policy, ActiveRun active, RunTarget target, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        await using (target)
        {
            try
            {
                await _places.WaitAsync(cancellationToken);
                try
                {
                    var run = new RetentionRun(policy, target.Store, target.Catalog, time);
                    var wanted = new RunOptions { DryRun = active.IsPreview ? true : null, PreviousReferences = policy.Status?.LastRun?.References };
                    var report = await run.ExecuteAsync(wanted, cancellationToken);
                    LogReport(logger, report.Policy, report.Outcome, report.Scanned, report.Selected, report.Acted, report.BytesFreed, report.Failed, report.Message);
                    return RunSummaries.Of(report);
                }
                finally
                {
                    _places.Release();
                }
            }
            catch (OperationCanceledException)
            {
                return Failed(startedAt, StopReason.Cancelled, "the run was ended before it began");
            }
#pragma warning disable CA1031 // A run must have an end, whatever was not foreseen: it is a failed one, and told.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                LogFault(logger, problem, policy.ToString());
                return Failed(startedAt, null, $"unforeseen: {problem.Message}");
            }
        }
    }

    private RunSummary Failed(DateTimeOffset startedAt, StopReason? reason, string message) => new()
    {
        StartedAt = startedAt,
        FinishedAt = time.GetUtcNow(),
        Outcome = nameof(RunOutcome.Failed),
        StopReason = reason?.ToString(),
        Message = message,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "run of {Policy} ended: {Outcome}, scanned {Scanned}, selected {Selected}, acted on {Acted}, freed {BytesFreed} bytes, failed {Failed}. {Detail}")]
    private static partial void LogReport(
        ILogger logger, string policy, RunOutcome outcome, long scanned, long selected, long acted, long bytesFreed, long failed, string? detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "run of {Policy} broke off")]
    private static partial void LogFault(ILogger logger, Exception problem, string policy);

    private sealed record Entry(string Id, CancellationTokenSource End, Task<RunSummary> Work);
}
