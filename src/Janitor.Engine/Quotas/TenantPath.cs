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
}
