using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Ledger;
using Janitor.Operator.Status;
using Janitor.Operator.Work;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Retention.Runs;

/// <summary>
/// Runs in the operator itself: those on buckets, and on claims that are mounted into it. A run that the operator did not live to end is told as interrupted
/// by the next one.
/// </summary>
/// <param name="targets">Opens what they work on.</param>
/// <param name="books">Take down what they remove.</param>
/// <param name="slots">Bounds how many go on at once.</param>
/// <param name="changed">Is told of a policy whose run has ended.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets each report.</param>
internal sealed partial class OperatorRuns(
    RunTargets targets, RunBooks books, OperatorSlots slots, Action<RetentionPolicy> changed, TimeProvider time, ILogger<OperatorRuns> logger) : IRunPlace, IAsyncDisposable
{
    private readonly BackgroundWork<RunSummary> _runs = new();

    /// <inheritdoc/>
    public async Task StartAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        if (_runs.Find(KeyOf(policy))?.Id == IdOf(run))
            return;
        var target = await targets.OpenAsync(policy, cancellationToken);
        var startedAt = time.GetUtcNow();
        _runs.Start(KeyOf(policy), IdOf(run), token => RunAsync(policy, run, target, startedAt, token), problem => BrokenOff(policy, startedAt, problem), () => changed(policy));
    }

    /// <inheritdoc/>
    public async Task<RunState> LookAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken)
    {
        if (_runs.Find(KeyOf(policy)) is not { } work || work.Id != IdOf(run))
            return new RunState.Lost(Reasons.Interrupted, "the operator ended during the run; what it had not done is done by the next");
        return work.Task.IsCompleted ? new RunState.Ended((await work.Task) with { Id = run.Id }) : new RunState.Going();
    }

    /// <summary>Ends the run of a policy that is gone.</summary>
    public void End(RetentionPolicy policy) => _runs.End(KeyOf(policy));

    /// <summary>Ends all runs, and waits until they have: each stops after the items that it is at.</summary>
    public ValueTask DisposeAsync() => _runs.DisposeAsync();

    private static string KeyOf(RetentionPolicy policy) => policy.Metadata.Uid!;

    private static string IdOf(ActiveRun run) => $"{run.Id}-{run.Attempt}";

    private async Task<RunSummary> RunAsync(RetentionPolicy policy, ActiveRun active, RunTarget target, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await using (target)
        {
            try
            {
                return await slots.UseAsync(() => ExecuteAsync(policy, active, target, cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return Failed(startedAt, StopReason.Cancelled, "the run was ended before it began");
            }
        }
    }

    private async Task<RunSummary> ExecuteAsync(RetentionPolicy policy, ActiveRun active, RunTarget target, CancellationToken cancellationToken)
    {
        await using var book = books.Open(policy, active);
        await using var store = book is null ? null : new BookedStore(target.Store, book);
        var run = new RetentionRun(policy, store ?? target.Store, target.Catalog, time);
        var wanted = new RunOptions { DryRun = active.IsPreview ? true : null, PreviousReferences = policy.Status?.LastRun?.References };
        var report = await run.ExecuteAsync(wanted, cancellationToken);
        LogReport(logger, report.Policy, report.Outcome, report.Scanned, report.Selected, report.Acted, report.BytesFreed, report.Failed, report.Message);
        return RunSummaries.Of(report);
    }

    private RunSummary BrokenOff(RetentionPolicy policy, DateTimeOffset startedAt, Exception problem)
    {
        LogFault(logger, problem, policy.ToString());
        return Failed(startedAt, null, $"unforeseen: {problem.Message}");
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
}
