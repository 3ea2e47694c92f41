using System.Globalization;

namespace Janitor.Kubernetes.Entities;

/// <summary>Writes a time as the API's <c>metav1.Time</c> is written, in whole seconds: <c>2026-01-31T12:00:00Z</c>.</summary>
public sealed class TimeConverter : ApiTimeConverter
{
    /// <summary>A time as it is written.</summary>
    public static string Format(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private protected override string Text(DateTimeOffset value) => Format(value);
}
