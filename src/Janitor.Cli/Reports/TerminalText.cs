using System.Globalization;
using System.Text;

namespace Janitor.Cli.Reports;

/// <summary>
/// Text that is safe to show: file names are chosen by anyone, and may hold signs that move the cursor, change colours or turn the writing around.
/// </summary>
internal static class TerminalText
{
    /// <summary>The text with control, format and separator signs written out: <c>\x1b</c>, <c>\n</c>, <c>\u202e</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '\n' => safe.Append("\\n"),
                '\t' => safe.Append("\\t"),
                '\r' => safe.Append("\\r"),
                <= '\xFF' when IsUnsafe(sign) => safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)sign:x2}"),
                _ when IsUnsafe(sign) => safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
                _ => safe.Append(sign),
            };
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char sign) => char.GetUnicodeCategory(sign)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
