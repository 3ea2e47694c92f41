using System.Text;
using Janitor.Engine.Patterns;

namespace Janitor.Engine.Retention.Catalog;

/// <summary>
/// Files derived from a referenced file, by name: <c>{stem}_processed.*</c>, <c>thumbs/{name}.jpg</c>. Relative to the reference's folder.
/// </summary>
public sealed class VariantPattern
{
    private readonly byte[] _before;
    private readonly PathPattern? _after;

    private VariantPattern(byte[] before, PathPattern? after, bool ofStem)
    {
        _before = before;
        _after = after;
        OfStem = ofStem;
    }

    /// <summary>True for <c>{stem}</c>, the reference's name without its last extension; false for <c>{name}</c>, the whole name.</summary>
    public bool OfStem { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static VariantPattern Parse(string text)
    {
        var parts = text.Split("{stem}") is { Length: 2 } byStem ? byStem : text.Split("{name}");
        if (parts.Length != 2 || parts.Any(part => part.Contains("{stem}", StringComparison.Ordinal) || part.Contains("{name}", StringComparison.Ordinal)))
            throw new FormatException($"\"{text}\" must have exactly one of {{stem}} and {{name}}, once");
        if (parts[0].IndexOfAny(['*', '?', '[', '{', '\\']) >= 0)
            throw new FormatException($"in \"{text}\" wildcards may only come after {{stem}} or {{name}}");
        if (parts[0].StartsWith('/') || parts[0].Split('/').Contains(".."))
            throw new FormatException($"\"{text}\" must be relative to the reference's folder, without ..");
        return new VariantPattern(
            Encoding.UTF8.GetBytes(parts[0]),
            parts[1].Length == 0 ? null : PathPattern.Glob(parts[1]),
            text.Contains("{stem}", StringComparison.Ordinal));
    }

    /// <summary>Whether the path can be derived from a file for which <paramref name="isReferenced"/> is true: all ways to read it are tried.</summary>
    /// <param name="path">The path of the item that may be a variant.</param>
    /// <param name="isReferenced">Is asked about a reference's folder (with trailing slash, or empty) and stem or name.</param>
    internal bool IsVariant(ReadOnlySpan<byte> path, Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>, bool> isReferenced)
    {
        for (var folder = 0; folder >= 0 && folder < path.Length; folder = NextFolder(path, folder))
        {
            if (!path[folder..].StartsWith(_before))
                continue;
            var start = folder + _before.Length;
            for (var end = start + 1; end <= path.Length && path[end - 1] != '/'; end++)
            {
                var rest = path[end..];
                if ((_after is null ? rest.IsEmpty : _after.IsMatch(rest)) && isReferenced(path[..folder], path[start..end]))
                    return true;
            }
        }

        return false;
    }

    private static int NextFolder(ReadOnlySpan<byte> path, int folder)
    {
        var slash = path[folder..].IndexOf((byte)'/');
        return slash < 0 ? -1 : folder + slash + 1;
    }
}
