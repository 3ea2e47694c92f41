using System.Text;

namespace Janitor.Engine.Patterns;

/// <summary>Turns the text of a pattern, without alternatives, into tokens.</summary>
internal static class PatternParser
{
    public static PatternToken[] Parse(string text, bool captures, string? capture = null)
    {
        var tokens = new List<PatternToken>();
        var literal = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    literal.Append(text[i + 1]);
                    i += 2;
                    break;
                case '\\':
                    throw new FormatException($"\"{text}\" ends with a backslash; write \\\\ for a backslash");
                case '*' when IsDoubled(text, i):
                    AddLiteral(tokens, literal);
                    i = AddSegments(tokens, text, i);
                    break;
                case '*':
                    AddLiteral(tokens, literal);
                    tokens.Add(new PatternToken(PatternTokenKind.Star));
                    i++;
                    break;
                case '?':
                    AddLiteral(tokens, literal);
                    tokens.Add(new PatternToken(PatternTokenKind.AnySign));
                    i++;
                    break;
                case '[':
                    AddLiteral(tokens, literal);
                    i = AddClass(tokens, text, i + 1);
                    break;
                case '{' when captures:
                    AddLiteral(tokens, literal);
                    i = AddCapture(tokens, text, i + 1, capture);
                    break;
                default:
                    literal.Append(text[i++]);
                    break;
            }
        }

        AddLiteral(tokens, literal);
        return [.. tokens];
    }

    private static bool IsDoubled(string text, int i) => i + 1 < text.Length && text[i + 1] == '*';

    private static int AddSegments(List<PatternToken> tokens, string text, int i)
    {
        var end = i + 2;
        var whole = (i == 0 || text[i - 1] == '/') && (end == text.Length || text[end] == '/');
        if (!whole)
            throw new FormatException($"in \"{text}\" ** must be a whole segment, as in **/name or folder/**; inside a segment write *");

        var last = end == text.Length;
        tokens.Add(new PatternToken(last ? PatternTokenKind.Rest : PatternTokenKind.Segments));
        return last ? end : end + 1;
    }

    private static int AddClass(List<PatternToken> tokens, string text, int i)
    {
        var negated = i < text.Length && text[i] is '!' or '^';
        if (negated)
            i++;

        var ranges = new List<(Rune, Rune)>();
        while (true)
        {
            // A ] that comes first is meant literally, as in a shell.
            if (i < text.Length && text[i] == ']' && ranges.Count > 0)
                break;
            var from = ReadClassSign(text, ref i);
            var to = from;
            if (i + 1 < text.Length && text[i] == '-' && text[i + 1] != ']')
            {
                i++;
                to = ReadClassSign(text, ref i);
                if (to < from)
                    throw new FormatException($"in \"{text}\" the range {from}-{to} is upside down");
            }

            ranges.Add((from, to));
        }

        tokens.Add(new PatternToken(PatternTokenKind.Class) { Ranges = ranges, Negated = negated });
        return i + 1;
    }

    private static Rune ReadClassSign(string text, ref int i)
    {
        if (i < text.Length && text[i] == '\\')
            i++;
        if (i >= text.Length || !Rune.TryGetRuneAt(text, i, out var sign))
            throw new FormatException($"in \"{text}\" a [ has no ]; write \\[ for a bracket");
        if (sign.Value == '/')
            throw new FormatException($"in \"{text}\" a class contains a slash, which it can never match");
        i += sign.Utf16SequenceLength;
        return sign;
    }

    private static int AddCapture(List<PatternToken> tokens, string text, int i, string? capture)
    {
        var end = text.IndexOf('}', i);
        var name = end < 0 ? string.Empty : text[i..end];
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
            throw new FormatException($"in \"{text}\" a {{ begins no name such as {{{capture}}}; write \\{{ for a brace");
        tokens.Add(new PatternToken(name == capture ? PatternTokenKind.Capture : PatternTokenKind.Placeholder));
        return end + 1;
    }

    private static void AddLiteral(List<PatternToken> tokens, StringBuilder literal)
    {
        if (literal.Length == 0)
            return;
        tokens.Add(new PatternToken(PatternTokenKind.Literal) { Literal = Encoding.UTF8.GetBytes(literal.ToString()) });
        literal.Clear();
    }
}
