using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Samples;

/// <summary>A bucket of the name that a sample has, with objects of any age.</summary>
internal sealed class SampleBucket(S3Server server, string name)
{
    /// <summary>Puts objects of 100 bytes each, which are listed as so many days old.</summary>
    public async Task PutAsync(int days, params string[] keys)
    {
        var client = days == 0 ? server.Client : await server.StartPastAsync(TimeSpan.FromDays(days));
        foreach (var key in keys)
            await client.PutObjectAsync(new PutObjectRequest { BucketName = name, Key = key, ContentBody = new string('x', 100) });
    }

    /// <summary>What is there.</summary>
    public async Task<IEnumerable<string>> KeysAsync() =>
        ((await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = name })).S3Objects ?? []).Select(found => found.Key).Order(StringComparer.Ordinal);
}
