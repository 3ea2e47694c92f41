using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>
/// A moment: an age before now (<c>7d</c>), or a date (<c>2026-01-31</c>, midnight UTC; or RFC 3339: <c>2026-01-31T12:00:00Z</c>).
/// One of the two is set.
/// </summary>
[JsonConverter(typeof(TextValueConverter<PointInTime>))]
[Pattern(PointInTime.Pattern)]
public readonly record struct PointInTime(Duration? Age, DateTimeOffset? Date) : ITextValue<PointInTime>
{
    /// <summary>The pattern a CRD schema uses for this type.</summary>
    public const string Pattern = "^(([0-9]+(y|w|d|h|m|s|ms))+|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?)$";

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <inheritdoc/>
    public static string Expected => "an age such as 7d or a date such as 2026-01-31 or 2026-01-31T12:00:00Z";

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out PointInTime value)
    {
        if (Duration.TryParse(text, out var age))
        {
            value = new PointInTime(age, null);
            return true;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var parsed = DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, Utc, out var date);
        value = parsed ? new PointInTime(null, date) : default;
        return parsed;
    }

    /// <summary>The moment itself, seen from <paramref name="now"/>.</summary>
    public DateTimeOffset Resolve(DateTimeOffset now) => Date ?? now - (Age ?? default).Value;

    /// <inheritdoc/>
    public override string ToString() =>
        Age?.ToString() ?? Date?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? string.Empty;
}
