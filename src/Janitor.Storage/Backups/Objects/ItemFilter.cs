using Janitor.Engine.Patterns;

namespace Janitor.Storage.Backups.Objects;

/// <summary>Which items are meant: those that a pattern includes, or all when none do, but none that a pattern excludes.</summary>
/// <param name="include">The patterns that include.</param>
/// <param name="exclude">The patterns that exclude.</param>
public sealed class ItemFilter(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    private readonly PathPattern[] _include = [.. include.Select(PathPattern.Glob)];
    private readonly PathPattern[] _exclude = [.. exclude.Select(PathPattern.Glob)];

    /// <summary>Whether patterns say what is included.</summary>
    public bool IsChosen => _include.Length > 0;

    /// <summary>Whether an item is meant.</summary>
    public bool Accepts(ReadOnlySpan<byte> path)
    {
        foreach (var pattern in _exclude)
        {
            if (pattern.IsMatch(path))
                return false;
        }

        foreach (var pattern in _include)
        {
            if (pattern.IsMatch(path))
                return true;
        }

        return _include.Length == 0;
    }

    /// <summary>Whether anything in a folder may be meant.</summary>
    public bool MayAcceptBelow(ReadOnlySpan<byte> folder)
    {
        foreach (var pattern in _include)
        {
            if (pattern.MayMatchBelow(folder))
                return true;
        }

        return _include.Length == 0;
    }
}
