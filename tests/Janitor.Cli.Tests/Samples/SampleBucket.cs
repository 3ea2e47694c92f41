using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Samples;

/// <summary>A bucket of the name that a sample has, on the real gateway, with objects of any age.</summary>
internal sealed class SampleBucket
{
    private readonly S3Server _server;
    private readonly string _name;

    private SampleBucket(S3Server server, string name) => (_server, _name) = (server, name);

    /// <summary>Creates it; nothing is touched where the server cannot have objects so many days old.</summary>
    public static async Task<SampleBucket> CreateAsync(S3Server server, string name, int oldestDays)
    {
        await server.StartPastAsync(TimeSpan.FromDays(oldestDays));
        await server.Client.PutBucketAsync(name);
        return new SampleBucket(server, name);
    }

    /// <summary>Puts objects of 100 bytes each, which are listed as so many days old.</summary>
    public async Task PutAsync(int days, params string[] keys)
    {
        var client = days == 0 ? _server.Client : await _server.StartPastAsync(TimeSpan.FromDays(days));
        foreach (var key in keys)
            await client.PutObjectAsync(new PutObjectRequest { BucketName = _name, Key = key, ContentBody = new string('x', 100) });
    }

    public async Task<IEnumerable<string>> KeysAsync() => (await ObjectsAsync()).Select(found => found.Key).Order(StringComparer.Ordinal);

    public async Task<IReadOnlyList<S3Object>> ObjectsAsync() =>
        (await _server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _name })).S3Objects ?? [];
}
