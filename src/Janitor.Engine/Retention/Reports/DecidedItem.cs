using System.Text;

namespace Janitor.Engine.Retention.Reports;

/// <summary>One decision: the item, what is to become of it, which rule decided, and why.</summary>
public sealed record DecidedItem
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The path or key below the target. Bytes that are not UTF-8 are shown as U+FFFD; <see cref="PathBase64"/> has them all then.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes, only where they are not UTF-8.</summary>
    public string? PathBase64 { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The last change of its content.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>What is to become of it: <c>delete</c>, <c>quarantine</c> or <c>report</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>Why, for a person: <c>older than 1h: modified 2h 14m ago</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A path as text, and in Base64 where its bytes are not UTF-8.</summary>
    public static (string Text, string? Base64) TextOf(ReadOnlySpan<byte> path)
    {
        try
        {
            return (Strict.GetString(path), null);
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.UTF8.GetString(path), Convert.ToBase64String(path));
        }
    }
}
