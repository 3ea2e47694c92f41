using System.Collections.Concurrent;
using System.Text.Json;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Ledger;

/// <summary>Takes runs that ended down in the ledger, beside the reconciliations; while the ledger is away they wait here, and the operator's end loses them.</summary>
/// <param name="link">The ledger.</param>
internal sealed class RunHistory(LedgerLink link) : IDisposable
{
    /// <summary>More than so many do not wait: the oldest go.</summary>
    private const int MostWaiting = 1000;

    private readonly ConcurrentQueue<RecordedRun> _waiting = new();
    private readonly SemaphoreSlim _flushing = new(1);

    /// <summary>A run has ended.</summary>
    public void Add(RetentionPolicy policy, RunSummary run) => Add(RetentionPolicy.KindName, policy.Namespace, policy.Metadata.Name, run);

    /// <summary>An eviction has ended.</summary>
    public void Add(StorageQuota quota, RunSummary run) => Add(StorageQuota.KindName, quota.Namespace, quota.Metadata.Name, run);

    private void Add(string kind, string @namespace, string name, RunSummary run)
    {
        if (!link.IsUsed)
            return;
        _waiting.Enqueue(new RecordedRun(kind, @namespace, name, run.Id, run.Trigger.ToString(), run.Outcome, run.StartedAt)
        {
            FinishedAt = run.FinishedAt,
            Summary = JsonSerializer.Serialize(run, WorkerJson.Default.RunSummary),
        });
        if (_waiting.Count > MostWaiting)
            _waiting.TryDequeue(out _);
        _ = Task.Run(() => FlushAsync(CancellationToken.None));
    }

    /// <summary>Takes down what waits; what cannot be goes on waiting.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            while (_waiting.TryDequeue(out var run))
                await PutAsync(run, cancellationToken);
        }
        catch (LedgerException)
        {
            // The link has told it.
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _flushing.Dispose();

    private async Task PutAsync(RecordedRun run, CancellationToken cancellationToken)
    {
        try
        {
            await link.UseAsync(ledger => ledger.Runs.PutAsync(run, cancellationToken), cancellationToken);
        }
        catch
        {
            _waiting.Enqueue(run);
            throw;
        }
    }
}
