using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Bench;

/// <summary>A bucket of small objects below 16 prefixes, in two halves that are put one after the other.</summary>
internal sealed class ObjectCorpus(IAmazonS3 client, string bucket, int objects)
{
    private const int Prefixes = 16;
    private int _older;

    public string Bucket => bucket;

    /// <summary>A moment after the older half was put and before the younger one was.</summary>
    public DateTimeOffset Between { get; private set; }

    /// <summary>The prefixes of the half that was put first.</summary>
    public IEnumerable<string> OlderPrefixes => PrefixesOf(_older);

    /// <summary>Puts the half that is missing; it is the younger one then.</summary>
    public async Task FillAsync()
    {
        var missing = 1 - _older;
        for (var half = 0; half < 2; half++)
        {
            if (await CountAsync(half) == 0)
                missing = half;
        }

        if (await CountAsync(1 - missing) == 0)
            await PutAsync(1 - missing);
        if (await CountAsync(missing) > 0)
            return;

        // Servers keep times to the second.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Between = TimeProvider.System.GetUtcNow();
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await PutAsync(missing);
        _older = 1 - missing;
    }

    /// <summary>Throws unless all is left, or exactly the younger half.</summary>
    public async Task CheckAsync(string who, bool olderLeft)
    {
        var counts = (Older: await CountAsync(_older), Younger: await CountAsync(1 - _older));
        if (counts != (olderLeft ? objects / 2 : 0, objects / 2))
            throw new InvalidOperationException($"{who} left {counts.Older} of the older and {counts.Younger} of the younger {objects / 2} objects: the run is void");
    }

    private static IEnumerable<string> PrefixesOf(int half) =>
        Enumerable.Range(half * Prefixes / 2, Prefixes / 2).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i:00}"));

    private async Task PutAsync(int half)
    {
        var keys = from prefix in PrefixesOf(half) from i in Enumerable.Range(0, objects / Prefixes) select string.Create(CultureInfo.InvariantCulture, $"{prefix}/object-{i:00000}.json");
        var options = new ParallelOptions { MaxDegreeOfParallelism = 32 };
        await Parallel.ForEachAsync(keys, options, async (key, token) =>
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key }, token));
    }

    private async Task<int> CountAsync(int half)
    {
        var count = 0;
        foreach (var prefix in PrefixesOf(half))
        {
            var pages = client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix + "/" });
            await foreach (var page in pages.Responses)
                count += page.S3Objects?.Count ?? 0;
        }

        return count;
    }
}
