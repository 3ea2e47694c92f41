using System.Buffers;
using System.Text;

namespace Janitor.Engine.Patterns;

/// <summary>
/// Matches tokens against a path. At a mismatch only the last star, and then the last segments token, takes more: what stands before it has already
/// matched as early as possible, and nothing that follows could gain from its matching later. That bounds the work, and makes captures short.
/// </summary>
internal static class PatternMatcher
{
    public static bool IsMatch(PatternToken[] tokens, ReadOnlySpan<byte> path, out Range capture)
    {
        capture = default;

        // Most paths fail here: at a literal end, or further down at a literal start.
        if (tokens is [.., { Kind: PatternTokenKind.Literal } last] && !path.EndsWith(last.Literal))
            return false;

        var position = 0;
        var token = 0;
        var star = -1;
        var starStart = 0;
        var starEnd = 0;
        var segments = -1;
        var segmentsEnd = 0;
        var captureStart = 0;
        var captureEnd = 0;

        while (true)
        {
            if (token == tokens.Length)
            {
                if (position == path.Length)
                {
                    capture = captureStart..(star >= 0 && tokens[star].Kind == PatternTokenKind.Capture ? starEnd : captureEnd);
                    return true;
                }
            }
            else
            {
                var kind = tokens[token].Kind;
                if (kind is PatternTokenKind.Star or PatternTokenKind.Capture or PatternTokenKind.Placeholder)
                {
                    if (star >= 0 && tokens[star].Kind == PatternTokenKind.Capture)
                        captureEnd = starEnd;
                    var least = kind == PatternTokenKind.Star ? 0 : SignLength(path, position);
                    if (kind == PatternTokenKind.Star || least > 0)
                    {
                        star = token++;
                        starStart = position;
                        position = starEnd = position + least;
                        if (kind == PatternTokenKind.Capture)
                            captureStart = starStart;
                        continue;
                    }
                }
                else if (kind == PatternTokenKind.Segments)
                {
                    if (star >= 0 && tokens[star].Kind == PatternTokenKind.Capture)
                        captureEnd = starEnd;
                    star = -1;
                    segments = token++;
                    segmentsEnd = position;
                    continue;
                }
                else if (TryConsume(tokens[token], path[position..], out var length))
                {
                    position += length;
                    token++;
                    continue;
                }
            }

            if (star >= 0 && SignLength(path, starEnd) is > 0 and var more)
            {
                position = starEnd += more;
                token = star + 1;
            }
            else if (segments >= 0 && path[segmentsEnd..].IndexOf((byte)'/') is >= 0 and var slash)
            {
                star = -1;
                position = segmentsEnd += slash + 1;
                token = segments + 1;
            }
            else
            {
                return false;
            }
        }
    }

    private static bool TryConsume(PatternToken token, ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        switch (token.Kind)
        {
            case PatternTokenKind.Literal:
                length = token.Literal.Length;
                return rest.StartsWith(token.Literal);
            case PatternTokenKind.Rest:
                length = rest.Length;
                return length > 0;
            default:
                length = SignLength(rest, 0);
                if (length == 0 || token.Kind == PatternTokenKind.AnySign)
                    return length > 0;
                var decoded = Rune.DecodeFromUtf8(rest, out var sign, out _) == OperationStatus.Done;
                return decoded ? token.Accepts(sign) : token.Negated;
        }
    }

    /// <summary>
    /// The bytes of the sign at this position; 0 at the end and at a slash. A star, too, takes whole signs: after half of one, <c>[!ü]</c> would
    /// accept the other half of ü.
    /// </summary>
    private static int SignLength(ReadOnlySpan<byte> path, int position)
    {
        if (position >= path.Length || path[position] == '/')
            return 0;
        if (path[position] < 0x80)
            return 1;
        return Rune.DecodeFromUtf8(path[position..], out _, out var length) == OperationStatus.Done ? length : 1;
    }
}
