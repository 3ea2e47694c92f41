using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>
/// A length of time as policies write it: one or more whole numbers, each with a unit, largest unit first:
/// <c>30s</c>, <c>15m</c>, <c>36h</c>, <c>7d</c>, <c>2w</c>, <c>1y</c>, <c>1h30m</c>.
/// A day is 24 hours, a week 7 days, a year 365 days. At most 100 years.
/// </summary>
[JsonConverter(typeof(TextValueConverter<Duration>))]
[Pattern(Duration.Pattern)]
public readonly record struct Duration(TimeSpan Value) : ITextValue<Duration>
{
    /// <summary>The pattern a CRD schema uses for this type.</summary>
    public const string Pattern = "^([0-9]+(y|w|d|h|m|s|ms))+$";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(100 * 365);

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("y", TimeSpan.FromDays(365)),
        ("w", TimeSpan.FromDays(7)),
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <inheritdoc/>
    public static string Expected => "a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Duration value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
            return false;

        var total = TimeSpan.Zero;
        var lastUnit = -1;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            rest = rest[digits..];

            var letters = rest.IndexOfAnyInRange('0', '9');
            var unitText = letters < 0 ? rest : rest[..letters];
            var unit = UnitIndex(unitText);
            if (unit <= lastUnit)
                return false;
            lastUnit = unit;
            rest = rest[unitText.Length..];

            if (count > Longest / Units[unit].Length)
                return false;
            total += Units[unit].Length * count;
        }

        if (total > Longest)
            return false;
        value = new Duration(total);
        return true;
    }

    /// <summary>The shortest text that reads back as this value: <c>1h30m</c>, <c>7d</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        if (Value == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder();
        var rest = Value;
        foreach (var (unit, length) in Units)
        {
            // Whole weeks and years read worse than the days that people write: 14d, not 2w.
            if (unit is "y" or "w")
                continue;
            var count = (long)(rest / length);
            if (count == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            rest -= length * count;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static int UnitIndex(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (text.SequenceEqual(Units[i].Unit))
                return i;
        }

        return -1;
    }
}
