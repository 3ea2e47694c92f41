using System.Text.Json.Serialization;

namespace Janitor.Api;

/// <summary>The protocol a bucket speaks.</summary>
[JsonConverter(typeof(NameConverter<BucketProvider>))]
public enum BucketProvider
{
    /// <summary>Amazon S3 and the many servers that speak its protocol.</summary>
    S3,

    /// <summary>Azure Blob Storage.</summary>
    AzureBlob,
}
