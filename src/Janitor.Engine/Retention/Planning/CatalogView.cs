using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Patterns;

namespace Janitor.Engine.Retention.Planning;

/// <summary>What the catalog says of items, by their paths.</summary>
internal sealed class CatalogView
{
    private readonly CatalogSnapshot _snapshot;
    private readonly PathPattern[] _jobPatterns;
    private readonly bool _knowsJobs;
    private readonly bool _knowsReferences;

    public CatalogView(CatalogSpec spec, CatalogSnapshot snapshot)
    {
        _snapshot = snapshot;
        _jobPatterns = [.. spec.JobFromPath.Select(pattern => PathPattern.Template(pattern, "job"))];
        _knowsJobs = spec.Postgres?.Jobs is not null;
        _knowsReferences = spec.Postgres?.References is not null;
    }

    /// <summary>The part of the path that names a job; empty when there is none.</summary>
    public ReadOnlySpan<byte> JobIdOf(ReadOnlySpan<byte> path)
    {
        foreach (var pattern in _jobPatterns)
        {
            if (pattern.TryCapture(path, out var id))
                return path[id];
        }

        return default;
    }

    public CatalogJob? JobOf(ReadOnlySpan<byte> path)
    {
        var id = JobIdOf(path);
        return id.IsEmpty ? null : _snapshot.Find(id);
    }

    public bool IsReferenced(ReadOnlySpan<byte> path) => _knowsReferences && _snapshot.References.Contains(path);

    public bool IsOrphan(ReadOnlySpan<byte> path) => !(_knowsJobs && JobOf(path) is not null) && !IsReferenced(path);
}
