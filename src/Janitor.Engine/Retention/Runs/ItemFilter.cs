using Janitor.Engine.Patterns;

namespace Janitor.Engine.Retention.Runs;

/// <summary>A run's own filter on items, from <see cref="RunOptions.Only"/>.</summary>
internal sealed class ItemFilter
{
    private readonly PathPattern? _pattern;
    private readonly bool _nameOnly;

    public ItemFilter(string? only)
    {
        _pattern = only is null ? null : PathPattern.Glob(only);
        _nameOnly = only?.Contains('/', StringComparison.Ordinal) == false && only != "**";
    }

    /// <summary>True when it lets everything through.</summary>
    public bool IsOpen => _pattern is null;

    public bool Accepts(ReadOnlySpan<byte> path) =>
        _pattern is null || _pattern.IsMatch(_nameOnly ? path[(path.LastIndexOf((byte)'/') + 1)..] : path);
}
