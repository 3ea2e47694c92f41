using System.Text;

namespace Janitor.Engine.Patterns;

/// <summary>
/// A path pattern, matched against the whole path as bytes. <c>*</c> and <c>?</c> do not match a slash; <c>**</c> as a whole segment matches
/// any number of segments (<c>temp/**</c> what is below temp, <c>**/x</c> x anywhere); <c>[a-z]</c>, <c>[!a-z]</c> classes;
/// <c>{a,b}</c> alternatives; a backslash takes the next sign literally. Wildcards do match a leading dot. Signs are UTF-8 code points; a byte
/// that is not UTF-8 counts as one sign. Matching takes at most the product of both lengths, whatever the pattern.
/// </summary>
public sealed class PathPattern
{
    private readonly PatternToken[][] _alternatives;

    private PathPattern(string text, PatternToken[][] alternatives)
    {
        Text = text;
        _alternatives = alternatives;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a glob.</summary>
    /// <exception cref="FormatException">It is not one; the message says why and what to write.</exception>
    public static PathPattern Glob(string text)
    {
        Require(text);
        var alternatives = BraceExpansion.Expand(text).Select(alternative => PatternParser.Parse(alternative, captures: false));
        return new PathPattern(text, [.. alternatives]);
    }

    /// <summary>
    /// Reads a pattern in which a name in braces captures: one or more bytes without a slash, as few as will do.
    /// </summary>
    /// <param name="text">The pattern: <c>processed/{job}/**</c>.</param>
    /// <param name="capture">The name whose capture <see cref="TryCapture"/> returns; the pattern must have it exactly once.</param>
    /// <exception cref="FormatException">It is not one; the message says why and what to write.</exception>
    public static PathPattern Template(string text, string capture)
    {
        Require(text);
        var tokens = PatternParser.Parse(text, captures: true, capture);
        return tokens.Count(token => token.Kind == PatternTokenKind.Capture) == 1
            ? new PathPattern(text, [tokens])
            : throw new FormatException($"\"{text}\" must have {{{capture}}} exactly once");
    }

    /// <summary>Whether the whole path matches.</summary>
    public bool IsMatch(ReadOnlySpan<byte> path)
    {
        foreach (var alternative in _alternatives)
        {
            if (PatternMatcher.IsMatch(alternative, path, out _))
                return true;
        }

        return false;
    }

    /// <summary>Whether the whole path matches, and what the capture took of it.</summary>
    public bool TryCapture(ReadOnlySpan<byte> path, out Range capture) => PatternMatcher.IsMatch(_alternatives[0], path, out capture);

    /// <summary>The folder that holds all that a template matches with a capture, and nothing else; with a slash at its end.</summary>
    /// <param name="capture">What is captured.</param>
    /// <returns>Null when there is no such folder: the template is not like <c>tenants/{tenant}/videos/**</c>.</returns>
    public ReadOnlyMemory<byte>? FolderOf(ReadOnlySpan<byte> capture) => _alternatives switch
    {
        [[{ Kind: PatternTokenKind.Capture }, { Literal: [(byte)'/', ..] } below, { Kind: PatternTokenKind.Rest }]] => new ReadOnlyMemory<byte>([.. capture, .. below.Literal]),
        [[{ Kind: PatternTokenKind.Literal } above, { Kind: PatternTokenKind.Capture }, { Literal: [(byte)'/', ..] } below, { Kind: PatternTokenKind.Rest }]] =>
            new ReadOnlyMemory<byte>([.. above.Literal, .. capture, .. below.Literal]),
        _ => default(ReadOnlyMemory<byte>?),
    };

    /// <summary>
    /// The folder with all that the pattern can match: the segments before the first wildcard, with a trailing slash; empty when there are none.
    /// </summary>
    public ReadOnlyMemory<byte> Folder => _alternatives.Select(FolderOf).Aggregate(CommonFolder);

    /// <summary>Whether anything below a folder could match, as far as the segments before the first wildcard tell.</summary>
    /// <param name="folder">The folder's path, without trailing slash.</param>
    public bool MayMatchBelow(ReadOnlySpan<byte> folder)
    {
        foreach (var alternative in _alternatives)
        {
            var start = FolderOf(alternative).Span;
            if (folder.Length >= start.Length ? folder.StartsWith(start) : start.StartsWith(folder) && start[folder.Length] == '/')
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static ReadOnlyMemory<byte> FolderOf(PatternToken[] tokens)
    {
        if (tokens is not [{ Kind: PatternTokenKind.Literal } first, ..])
            return default;
        return first.Literal.AsMemory(0, first.Literal.AsSpan().LastIndexOf((byte)'/') + 1);
    }

    private static ReadOnlyMemory<byte> CommonFolder(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b)
    {
        var common = a.Span[..a.Span.CommonPrefixLength(b.Span)];
        return a[..(common.LastIndexOf((byte)'/') + 1)];
    }

    private static void Require(string text)
    {
        if (text.Length == 0)
            throw new FormatException("a pattern must not be empty; to match everything write **");
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new FormatException("a pattern must not contain a NUL character");
        if (Encoding.UTF8.GetByteCount(text) > 4096)
            throw new FormatException("a pattern must not be longer than 4096 bytes");
    }
}
