using System.Text;

namespace Janitor.Engine.Patterns;

internal enum PatternTokenKind
{
    /// <summary>These bytes.</summary>
    Literal,

    /// <summary>One sign but a slash.</summary>
    AnySign,

    /// <summary>One sign of a class; never a slash.</summary>
    Class,

    /// <summary>Any number of bytes but slashes.</summary>
    Star,

    /// <summary>One or more bytes but slashes, whose place is remembered if it is the capture asked for.</summary>
    Capture,

    /// <summary>As <see cref="Capture"/>, under another name.</summary>
    Placeholder,

    /// <summary>Nothing, or any number of whole segments with their slashes.</summary>
    Segments,

    /// <summary>All the rest, at least one byte; the last token.</summary>
    Rest,
}

internal sealed record PatternToken(PatternTokenKind Kind)
{
    public byte[] Literal { get; init; } = [];

    public IReadOnlyList<(Rune From, Rune To)> Ranges { get; init; } = [];

    public bool Negated { get; init; }

    public bool Accepts(Rune sign)
    {
        foreach (var (from, to) in Ranges)
        {
            if (sign >= from && sign <= to)
                return !Negated;
        }

        return Negated;
    }
}
