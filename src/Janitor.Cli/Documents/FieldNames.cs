namespace Janitor.Cli.Documents;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
internal static class FieldNames
{
    /// <summary>The nearest of the names, when it is near enough to be meant.</summary>
    public static string? Nearest(string text, IReadOnlyList<string> names)
    {
        var nearest = names.MinBy(name => Distance(text, name));
        return nearest is not null && Distance(text, nearest) <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }

    /// <summary>How many signs to insert, delete, replace or swap, whatever their case.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
