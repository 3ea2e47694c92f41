using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3;

/// <summary>Objects' tags, which S3 reads and writes by requests of their own.</summary>
internal static class S3Tags
{
    /// <exception cref="Amazon.S3.AmazonS3Exception"><c>NoSuchKey</c>; 501 from a server that has no tags.</exception>
    public static async Task<Dictionary<string, string>> ReadAsync(BucketConnection bucket, string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectTaggingRequest { BucketName = bucket.Name, Key = key };
        var answer = await bucket.Retry.RunAsync(token => bucket.Client.GetObjectTaggingAsync(request, token), cancellationToken);
        return (answer.Tagging ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
    }

    /// <summary>Gives an object that was written in parts its tags: Ceph forgets those that such an upload began with.</summary>
    public static async Task WriteAsync(BucketConnection bucket, string key, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
            return;
        var request = new PutObjectTaggingRequest { BucketName = bucket.Name, Key = key, Tagging = new Tagging { TagSet = SetOf(tags) } };
        await bucket.Retry.RunAsync(token => bucket.Client.PutObjectTaggingAsync(request, token), cancellationToken);
    }

    /// <summary>Tags as requests carry them.</summary>
    public static List<Tag> SetOf(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
}
