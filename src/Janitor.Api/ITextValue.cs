using System.Diagnostics.CodeAnalysis;

namespace Janitor.Api;

/// <summary>A value that resources write as one word: a duration, a quantity, a percentage.</summary>
/// <typeparam name="TSelf">The value type itself.</typeparam>
public interface ITextValue<TSelf>
    where TSelf : struct, ITextValue<TSelf>
{
    /// <summary>What is expected, as an error message says it: "a duration such as 30s, 15m or 7d".</summary>
    static abstract string Expected { get; }

    /// <summary>Reads <paramref name="text"/>; false when it is not such a value.</summary>
    static abstract bool TryParse([NotNullWhen(true)] string? text, out TSelf value);
}
