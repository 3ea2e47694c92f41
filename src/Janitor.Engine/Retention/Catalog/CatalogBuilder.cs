using System.Text;

namespace Janitor.Engine.Retention.Catalog;

/// <summary>Collects what a <see cref="ICatalogSource"/> reads. Not thread-safe.</summary>
/// <param name="variants">The patterns for files derived from referenced ones.</param>
public sealed class CatalogBuilder(IReadOnlyList<VariantPattern> variants)
{
    private readonly Dictionary<string, CatalogJob> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly ReferenceSet _references = new(variants);

    /// <summary>Adds a job.</summary>
    /// <exception cref="CatalogException">The job was added before with another state.</exception>
    public void AddJob(string id, string state, DateTimeOffset changedAt)
    {
        // Millions of jobs share a handful of states.
        if (!_states.TryGetValue(state, out var shared))
            _states.Add(shared = state, state);

        if (!_jobs.TryGetValue(id, out var known))
        {
            _jobs.Add(id, new CatalogJob(id, shared, changedAt));
        }
        else if (known.State != state)
        {
            throw new CatalogException(
                "spec.catalog.postgres.jobs",
                $"the query lists job {id} twice, as {known.State} and as {state}; make it return one row a job");
        }
        else if (changedAt > known.ChangedAt)
        {
            // Ages decide what goes: of two times for one job the later is the safe one.
            _jobs[id] = known with { ChangedAt = changedAt };
        }
    }

    /// <summary>Adds a path that is in use. Memory does not grow with its length.</summary>
    public void AddReference(string path) => AddReference(Encoding.UTF8.GetBytes(path));

    /// <summary>Adds a path that is in use, as UTF-8 or as whatever bytes the name has. Memory does not grow with its length.</summary>
    public void AddReference(ReadOnlySpan<byte> path) => _references.Add(path);

    /// <summary>What was collected.</summary>
    public CatalogSnapshot Build() => new(_jobs, _references);
}
