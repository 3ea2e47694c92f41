using System.Globalization;
using Amazon.S3.Model;
using Janitor.Engine.Contents;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// What objects carry besides their content. A file's time and mode become the metadata <c>mtime</c> (seconds since 1970) and <c>mode</c> (octal), as
/// rclone writes them: https://rclone.org/s3/#modification-times-and-hashes.
/// </summary>
internal static class S3Metadata
{
    private const string Prefix = "x-amz-meta-";
    private const string Time = "mtime";
    private const string Mode = "mode";

    /// <summary>Reads it from an object's answer.</summary>
    public static ContentMetadata Read(GetObjectResponse answer, IReadOnlyDictionary<string, string> tags)
    {
        var custom = answer.Metadata.Keys.ToDictionary(
            name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name, name => answer.Metadata[name], StringComparer.Ordinal);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
        [
            ("Content-Type", answer.Headers.ContentType),
            ("Content-Encoding", answer.Headers.ContentEncoding),
            ("Content-Disposition", answer.Headers.ContentDisposition),
            ("Content-Language", answer.ContentLanguage),
            ("Cache-Control", answer.Headers.CacheControl),
        ])
        {
            if (!string.IsNullOrEmpty(value))
                headers[name] = value;
        }

        return new ContentMetadata
        {
            ModifiedAt = TimeOf(custom.GetValueOrDefault(Time)) ?? S3Time.Nanoseconds(answer.LastModified ?? DateTime.UnixEpoch),
            Mode = ModeOf(custom.GetValueOrDefault(Mode)),
            Headers = headers,
            Custom = custom,
            Tags = tags,
        };
    }

    /// <summary>Writes it into a request.</summary>
    public static void Write(ContentMetadata metadata, HeadersCollection headers, MetadataCollection custom)
    {
        foreach (var (name, value) in metadata.Headers)
            headers[name] = value;
        foreach (var (name, value) in metadata.Custom)
            custom[name] = value;
        if (metadata.Mode is not { } mode)
            return;
        if (!metadata.Custom.ContainsKey(Time))
            custom[Time] = (metadata.ModifiedAt / (decimal)S3Time.Second).ToString("0.000000000", CultureInfo.InvariantCulture);
        if (!metadata.Custom.ContainsKey(Mode))
            custom[Mode] = Convert.ToString((int)mode, 8);
    }

    private static long? TimeOf(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(seconds) < long.MaxValue / S3Time.Second
            ? (long)(seconds * S3Time.Second)
            : null;

    /// <summary>Only the permissions: whatever else somebody wrote there does not make a file set-id.</summary>
    private static uint? ModeOf(string? text) => text is { Length: > 0 and <= 7 } && text.All(digit => digit is >= '0' and <= '7') ? Convert.ToUInt32(text, 8) & 0x1FF : null;
}
