using Janitor.Engine.Retention.Catalog;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Retention.Dependencies;

/// <summary>A catalog of the cluster's own Jobs, which are known already.</summary>
/// <param name="jobs">The Jobs.</param>
/// <param name="time">The clock they are seen by.</param>
internal sealed class KnownJobsCatalog(IReadOnlyList<KnownJob> jobs, TimeProvider time) : ICatalogSource
{
    /// <inheritdoc/>
    public Task<DateTimeOffset> ReadAsync(CatalogBuilder builder, CancellationToken cancellationToken)
    {
        foreach (var job in jobs)
            builder.AddJob(job.Id, job.State, job.ChangedAt);
        return Task.FromResult(time.GetUtcNow());
    }

    /// <inheritdoc/>
    public Task<CatalogUpdateResult> UpdateAsync(CatalogUpdate update, CancellationToken cancellationToken) =>
        Task.FromResult(new CatalogUpdateResult(0, 0, 0));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
