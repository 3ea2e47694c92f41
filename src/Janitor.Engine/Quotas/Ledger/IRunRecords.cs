namespace Janitor.Engine.Quotas.Ledger;

/// <summary>The runs of all policies, and what they removed: more than a status can keep. All errors are <see cref="LedgerException"/>s.</summary>
public interface IRunRecords
{
    /// <summary>Takes a run down, or how it stands now: one run has one record, however often it is taken down.</summary>
    /// <returns>What removals are taken down under.</returns>
    Task<long> PutAsync(RecordedRun run, CancellationToken cancellationToken);

    /// <summary>Takes down what a run removed.</summary>
    Task AddRemovalsAsync(long run, IReadOnlyCollection<Removal> removals, CancellationToken cancellationToken);

    /// <summary>Takes out runs that began, and audit entries that were made, before a time.</summary>
    /// <returns>How many.</returns>
    Task<long> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
