using Janitor.Storage.Buckets.S3.Uploads;

namespace Janitor.Gateway.Uploads;

/// <summary>Says that everything was uploaded.</summary>
internal sealed record CompleteRequest
{
    /// <summary>The parts, where there are any.</summary>
    public IReadOnlyList<UploadedPart> Parts { get; set; } = [];
}
