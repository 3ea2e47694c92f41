using Janitor.Engine.Retention.Catalog;

namespace Janitor.Engine.Tests.Retention;

/// <summary>A catalog in memory, for the engine's own rules.</summary>
internal sealed class ListedCatalog : ICatalogSource
{
    private readonly DateTimeOffset _now;
    private readonly List<(string Id, string State, DateTimeOffset ChangedAt)> _jobs = [];
    private readonly List<string> _references = [];

    public ListedCatalog(DateTimeOffset now) => ServerTime = _now = now;

    public DateTimeOffset ServerTime { get; set; }

    public CatalogException? Fails { get; set; }

    public CatalogUpdate? Told { get; private set; }

    public ListedCatalog Job(string id, string state, TimeSpan sinceChange)
    {
        _jobs.Add((id, state, _now - sinceChange));
        return this;
    }

    public ListedCatalog Reference(string path)
    {
        _references.Add(path);
        return this;
    }

    public Task<DateTimeOffset> ReadAsync(CatalogBuilder builder, CancellationToken cancellationToken)
    {
        if (Fails is not null)
            throw Fails;
        foreach (var (id, state, changedAt) in _jobs)
            builder.AddJob(id, state, changedAt);
        foreach (var reference in _references)
            builder.AddReference(reference);
        return Task.FromResult(ServerTime);
    }

    public Task<CatalogUpdateResult> UpdateAsync(CatalogUpdate update, CancellationToken cancellationToken)
    {
        Told = update;
        return Task.FromResult(new CatalogUpdateResult(update.Cleaned.Count, update.Stuck.Count, 0));
    }

    public ValueTask DisposeAsync() => default;
}
