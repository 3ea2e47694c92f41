using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>How full something is: a size (<c>1Gi</c>) or, on volumes, a percentage of the volume (<c>95%</c>). One of the two is set.</summary>
[JsonConverter(typeof(TextValueConverter<Amount>))]
[IntOrString]
[Pattern(Amount.Pattern)]
public readonly record struct Amount(Quantity? Size, Percentage? Share) : ITextValue<Amount>
{
    /// <summary>The pattern a CRD schema uses for this type.</summary>
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?(%|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][0-9]+)?$";

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
