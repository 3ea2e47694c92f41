namespace Janitor.Engine.Patterns;

/// <summary>Writes out the alternatives of a glob: <c>*.{jpg,png}</c> is <c>*.jpg</c> or <c>*.png</c>. Braces may nest.</summary>
internal static class BraceExpansion
{
    private const int Most = 1000;

    public static IReadOnlyList<string> Expand(string text)
    {
        var done = new List<string>();
        var open = new Stack<string>([text]);
        while (open.TryPop(out var next))
        {
            if (!TrySplit(next, out var alternatives))
                done.Add(next);
            foreach (var alternative in alternatives)
                open.Push(alternative);
            if (done.Count + open.Count > Most)
                throw new FormatException($"\"{text}\" has more than {Most} alternatives");
        }

        return done;
    }

    /// <summary>Replaces the first group of braces by each of its alternatives.</summary>
    private static bool TrySplit(string text, out List<string> alternatives)
    {
        alternatives = [];
        var start = -1;
        var depth = 0;
        var cuts = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    i = EndOfClass(text, i);
                    break;
                case '{':
                    if (depth++ == 0)
                        cuts.Add(start = i);
                    break;
                case ',' when depth == 1:
                    cuts.Add(i);
                    break;
                case '}' when depth > 0 && --depth == 0:
                    cuts.Add(i);
                    for (var cut = 0; cut + 1 < cuts.Count; cut++)
                        alternatives.Add(string.Concat(text.AsSpan(0, start), text.AsSpan()[(cuts[cut] + 1)..cuts[cut + 1]], text.AsSpan(i + 1)));
                    return true;
                case '}' when depth == 0:
                    throw new FormatException($"in \"{text}\" a }} has no {{; write \\}} for a brace");
            }
        }

        return depth == 0 ? false : throw new FormatException($"in \"{text}\" a {{ has no }}; write \\{{ for a brace");
    }

    /// <summary>Where the class ends, by the rules of <see cref="PatternParser"/>: a ] that comes first, or after a backslash, is a sign of it.</summary>
    private static int EndOfClass(string text, int open)
    {
        var first = open + 1 < text.Length && text[open + 1] is '!' or '^' ? open + 2 : open + 1;
        for (var i = first; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == ']' && i > first)
                return i;
        }

        return open;
    }
}
