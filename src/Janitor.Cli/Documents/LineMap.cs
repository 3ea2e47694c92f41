namespace Janitor.Cli.Documents;

/// <summary>In which line of its file each field of a document stands.</summary>
internal sealed class LineMap
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    public void Add(string path, int line) => _lines.TryAdd(path, line);

    /// <summary>The line of a field, or of the nearest field around it: one that is missing has no line of its own.</summary>
    public int Of(string path)
    {
        for (var known = path; known.Length > 0; known = Parent(known))
        {
            if (_lines.TryGetValue(known, out var line))
                return line;
        }

        return _lines.GetValueOrDefault(string.Empty, 1);
    }

    private static string Parent(string path) => path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
}
