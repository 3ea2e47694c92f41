using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>A percentage from 0% to 100%, decimals allowed: <c>95%</c>, <c>99.5%</c>.</summary>
[JsonConverter(typeof(TextValueConverter<Percentage>))]
[Pattern(Percentage.Pattern)]
public readonly record struct Percentage(decimal Value) : ITextValue<Percentage>
{
    /// <summary>The pattern a CRD schema uses for this type.</summary>
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?%$";

    /// <inheritdoc/>
    public static string Expected => "a percentage from 0% to 100% such as 95%";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Percentage value)
    {
        value = default;
        if (text is null || !text.EndsWith('%') || !char.IsAsciiDigit(text[0]) || text.EndsWith(".%", StringComparison.Ordinal) ||
            !decimal.TryParse(text.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ||
            number > 100)
        {
            return false;
        }

        value = new Percentage(number);
        return true;
    }

    /// <summary>This share of <paramref name="whole"/>, rounded down.</summary>
    public long Of(long whole) => (long)(whole * (Value / 100m));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.############################}%");
}
