using Janitor.Engine.Patterns;

namespace Janitor.Engine.Quotas;

/// <summary>Tells from an item's path whose it is.</summary>
public sealed class TenantPath : ITenants
{
    private const string Capture = "tenant";

    private readonly PathPattern[] _patterns;

    /// <summary>Reads patterns in which <c>{tenant}</c> captures a name; the first that matches a path decides.</summary>
    /// <param name="patterns">Such as <c>tenants/{tenant}/**</c>; without any, the tenant is the first folder.</param>
    /// <exception cref="FormatException">One is not a pattern; the message says why and what to write.</exception>
    public TenantPath(IReadOnlyCollection<string> patterns) =>
        _patterns = [.. (patterns.Count == 0 ? ["{tenant}/**"] : patterns).Select(pattern => PathPattern.Template(pattern, Capture))];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> path)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.TryCapture(path, out var name))
                return path[name];
        }

        return [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>>? PlacesOf(ReadOnlySpan<byte> tenant)
    {
        var places = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < _patterns.Length; i++)
        {
            // What is in the folder can be another's where an earlier pattern may match.
            if (_patterns[i].FolderOf(tenant) is not { } folder || MayMatchBelow(folder.Span[..^1], i))
                return null;
            places.Add(folder);
        }

        return places;
    }

    private bool MayMatchBelow(ReadOnlySpan<byte> folder, int patterns)
    {
        for (var i = 0; i < patterns; i++)
        {
            if (_patterns[i].MayMatchBelow(folder))
                return true;
        }

        return false;
    }
}
