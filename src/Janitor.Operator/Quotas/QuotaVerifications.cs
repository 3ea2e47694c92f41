using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Contents;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Verification;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Ledger;
using Janitor.Operator.Scheduling;
using Janitor.Operator.Status;
using Janitor.Operator.Targets;
using Janitor.Operator.Work;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Quotas;

/// <summary>
/// Verifies quotas by their schedules, in the operator, one at a time. How far one has come is in the ledger, so one that is interrupted by the operator's end
/// is due again and goes on from there.
/// </summary>
internal sealed partial class QuotaVerifications(
    TargetStores stores, LedgerLink ledger, VerificationNews news, Action<StorageQuota> changed, TimeProvider time, ILogger<QuotaVerifications> logger) : IAsyncDisposable
{
    /// <summary>So few that large objects take no more memory than an operator should have.</summary>
    private const int Readers = 2;

    private const int MostSamples = 10;

    private readonly BackgroundWork<VerificationReport> _work = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Starts what is due, and takes down what has ended.</summary>
    public async Task AttendAsync(QuotaWork work, CancellationToken cancellationToken)
    {
        if (work.Quota.Spec.Verify is not { } verify)
        {
            End(work.Quota);
            work.Status.Verification = null;
            work.Conditions.Remove(ConditionTypes.Verified);
            return;
        }

        var status = work.Status.Verification = (work.Status.Verification ?? new VerificationStatus()) with { };
        var piece = _work.Find(work.Quota.Metadata.Uid!);
        var clock = new ScheduleClock(verify.Schedule, work.Quota.Spec.TimeZone, work.Quota.Spec.Jitter, $"{work.Quota.Metadata.Uid}/verify");
        var since = status.LastScheduleTime ?? work.Quota.Metadata.CreationTimestamp ?? work.Now;
        var come = clock.Last(since, work.Now);
        if (piece is { Task.IsCompleted: true } && Record(work, status, await piece.Task))
            status.LastScheduleTime = come ?? status.LastScheduleTime;
        else if (come is not null && piece is not { Task.IsCompleted: false } && CanStart(work))
            await StartAsync(work.Quota, verify, cancellationToken);
        Plan(work, status, clock, come ?? since);
    }

    /// <summary>Ends what goes on for a quota, and forgets what was found.</summary>
    public void End(StorageQuota quota) => _work.End(quota.Metadata.Uid!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync();
        _turn.Dispose();
    }

    private static void Plan(QuotaWork work, VerificationStatus status, ScheduleClock clock, DateTimeOffset after)
    {
        status.NextRunTime = !work.Quota.Spec.Suspend && clock.Next(after) is { } next ? clock.StartOf(next) : null;
        if (status.NextRunTime is { } at)
            work.Wake(at);
    }

    /// <summary>Whether there is something to compare with; if not, that is said.</summary>
    private bool CanStart(QuotaWork work)
    {
        if (work.Quota.Spec.Suspend)
            return false;
        var missing = !ledger.IsUsed ? "there is no ledger, which alone knows what was stored; set the chart's value ledger.connectionSecretRef"
            : work.Status.Drift is null ? "nothing was booked in the ledger yet; the next measurement does that"
            : null;
        if (missing is not null)
            work.Conditions.Set(ConditionTypes.Verified, null, Reasons.LedgerRequired, missing);
        return missing is null;
    }

    private async Task StartAsync(StorageQuota quota, VerificationSchedule verify, CancellationToken cancellationToken)
    {
        var store = (IContentStore)await stores.OpenAsync(quota.Namespace, quota.Spec.Target!, new Limits(), removeEmptyDirectories: false, cancellationToken);
        var startedAt = time.GetUtcNow();
        _work.Start(quota.Metadata.Uid!, quota.Metadata.Uid!, token => VerifyAsync(quota, verify, store, token), problem => BrokenOff(quota, store, startedAt, problem), () => changed(quota));
    }

    private async Task<VerificationReport> VerifyAsync(StorageQuota quota, VerificationSchedule verify, IContentStore store, CancellationToken cancellationToken)
    {
        await using var closing = store;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var report = await ledger.UseAsync(books => RunAsync(quota, verify, store, books, cancellationToken), cancellationToken);
            if (!cancellationToken.IsCancellationRequested)
                news.Ended(quota, report);
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    private VerificationReport BrokenOff(StorageQuota quota, IContentStore store, DateTimeOffset startedAt, Exception problem)
    {
        if (problem is not (LedgerException or OperationCanceledException))
            LogFault(logger, problem, quota.ToString());
        var report = VerificationReport.Failed(quota.ToString(), store.Description, startedAt, time.GetUtcNow(), problem.Message);
        if (problem is not OperationCanceledException)
            news.Ended(quota, report);
        return report;
    }

    private async Task<VerificationReport> RunAsync(StorageQuota quota, VerificationSchedule verify, IContentStore store, OpenedLedger books, CancellationToken cancellationToken)
    {
        var collection = await books.Books.OpenCollectionAsync(quota.ToString(), StoreName.Of(quota.Namespace, quota.Spec.Target!).ToString(), cancellationToken);
        // What others write, a measurement takes down: only what is known can be damaged.
        var options = new VerificationOptions { Sample = verify.Sample, Readers = Readers, OnlyHashed = true, Shown = MostSamples };
        return await new VerificationRun(store, books.Verification, quota.ToString(), collection, time).ExecuteAsync(options, new VerificationProgress(), cancellationToken);
    }

    /// <summary>Takes down what was found, unless that was done already.</summary>
    private static bool Record(QuotaWork work, VerificationStatus status, VerificationReport report)
    {
        if (status.LastRun is { } known && TimeConverter.Format(known) == TimeConverter.Format(report.StartedAt))
            return false;
        (status.LastRun, status.FinishedAt, status.Message) = (report.StartedAt, report.FinishedAt, report.Message);
        (status.Checked, status.BytesRead, status.Unhashed) = (report.Checked, report.BytesRead, report.Unhashed);
        (status.Corrupt, status.Truncated, status.Missing) = (report.Corrupt, report.Truncated, report.Missing);
        (status.Unreadable, status.Unknown) = (report.Unreadable, report.Unknown);
        status.Sample = [.. report.Problems.Select(item => $"{item.Path}: {item.Outcome}")];
        status.DamagedInCycle += VerificationNews.Damaged(report);
        if (report.IsCycleComplete)
            (status.CycleCompletedAt, status.DamagedInLastCycle, status.DamagedInCycle) = (report.FinishedAt, status.DamagedInCycle, 0);
        Judge(work, status, report);
        return true;
    }

    /// <summary>What was found damaged counts until all has been read again.</summary>
    private static void Judge(QuotaWork work, VerificationStatus status, VerificationReport report)
    {
        if (VerificationNews.Damaged(report) > 0)
            work.Conditions.Set(ConditionTypes.Verified, false, Reasons.ObjectsDamaged, VerificationNews.Tell(report));
        else if (status.DamagedInCycle + status.DamagedInLastCycle > 0)
            work.Conditions.Set(ConditionTypes.Verified, false, Reasons.ObjectsDamaged, "earlier runs found damaged objects that have not been read again since");
        else if (report.Message is { } message)
            work.Conditions.Set(ConditionTypes.Verified, null, Reasons.RunFailed, message);
        else
            work.Conditions.Set(ConditionTypes.Verified, true, Reasons.AsBooked, VerificationNews.Tell(report));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the verification of {Quota} broke off")]
    private static partial void LogFault(ILogger logger, Exception problem, string quota);
}
