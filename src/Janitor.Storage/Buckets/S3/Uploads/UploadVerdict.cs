namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>How an upload compares with what was promised.</summary>
public enum UploadVerdict
{
    /// <summary>It is the same.</summary>
    Good,

    /// <summary>It is something else.</summary>
    Wrong,

    /// <summary>Nothing was uploaded yet.</summary>
    Missing,
}
