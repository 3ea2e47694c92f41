using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Janitor.Api;

/// <summary>How full something is: a size (<c>1Gi</c>) or, on volumes, a percentage of the volume (<c>95%</c>). One of the two is set.</summary>
[JsonConverter(typeof(TextValueConverter<Amount>))]
public readonly record struct Amount(Quantity? Size, Percentage? Share) : ITextValue<Amount>
{
    /// <inheritdoc/>
    public static string Expected => "a size such as 900Mi or a percentage such as 85%";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Amount value)
    {
        if (Percentage.TryParse(text, out var share))
        {
            value = new Amount(null, share);
            return true;
        }

        var parsed = Quantity.TryParse(text, out var size);
        value = parsed ? new Amount(size, null) : default;
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Share?.ToString() ?? Size?.ToString() ?? string.Empty;
}
