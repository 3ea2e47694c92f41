using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Workers;

/// <summary>A Kubernetes quantity that is passed on as it is written: <c>100m</c>, <c>64Mi</c>, <c>2</c>.</summary>
[JsonConverter(typeof(TextValueConverter<ResourceAmount>))]
[IntOrString]
[Pattern(Quantity.Pattern)]
public readonly partial record struct ResourceAmount(string Text) : ITextValue<ResourceAmount>
{
    /// <inheritdoc/>
    public static string Expected => "a Kubernetes quantity such as 100m, 64Mi or 2";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceAmount value)
    {
        value = new ResourceAmount(text ?? string.Empty);
        return text is not null && Form().IsMatch(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(Quantity.Pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
