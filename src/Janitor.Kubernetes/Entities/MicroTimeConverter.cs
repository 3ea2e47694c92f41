using System.Globalization;

namespace Janitor.Kubernetes.Entities;

/// <summary>Writes a time as the API's <c>metav1.MicroTime</c> is read: with exactly six digits of a second, <c>2026-01-31T12:00:00.000000Z</c>.</summary>
public sealed class MicroTimeConverter : ApiTimeConverter
{
    /// <summary>A time as it is written.</summary>
    public static string Format(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private protected override string Text(DateTimeOffset value) => Format(value);
}
