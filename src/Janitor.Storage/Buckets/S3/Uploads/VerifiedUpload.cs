namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>What became of an upload that was looked at.</summary>
/// <param name="Verdict">Whether it is what was promised.</param>
/// <param name="Found">What there is instead, in words; empty when nothing is wrong.</param>
public sealed record VerifiedUpload(UploadVerdict Verdict, string Found)
{
    /// <summary>The ETag of what was verified.</summary>
    public string ETag { get; init; } = string.Empty;
}
