using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>
/// A Kubernetes quantity of bytes or of things, zero or more, below 2^63: <c>100k</c>, <c>1Gi</c>, <c>1.5G</c>, <c>1e9</c>, <c>4096</c>.
/// Fractions of a unit are rounded up, as Kubernetes does.
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/.
/// </summary>
[JsonConverter(typeof(TextValueConverter<Quantity>))]
[IntOrString]
[Pattern(Quantity.Pattern)]
public readonly partial record struct Quantity(long Value) : ITextValue<Quantity>
{
    /// <summary>The pattern a CRD schema uses for this type.</summary>
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][0-9]+)?$";

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <inheritdoc/>
    public static string Expected => "a Kubernetes quantity such as 100k, 500Mi, 1Gi or 1.5G";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity value)
    {
        value = default;
        if (text is null || !Form().IsMatch(text))
            return false;

        var number = text.AsSpan();
        var factor = 1m;
        foreach (var (suffix, suffixFactor) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            factor = suffixFactor;
            number = number[..^suffix.Length];
            break;
        }

        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        var style = factor == 1m ? Plain | NumberStyles.AllowExponent : Plain;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var amount) || amount > long.MaxValue / factor)
            return false;

        value = new Quantity((long)decimal.Ceiling(amount * factor));
        return true;
    }

    /// <summary>The value with the largest binary suffix that divides it: <c>1Gi</c>, <c>900Mi</c>, <c>1500</c>.</summary>
    public override string ToString()
    {
        for (var i = 5; i >= 0; i--)
        {
            var (suffix, factor) = Suffixes[i];
            if (Value != 0 && Value % (long)factor == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{Value / (long)factor}{suffix}");
        }

        return Value.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(Pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
