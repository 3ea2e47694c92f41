using System.Text;
using Janitor.Api;
using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class StoreNameTests
{
    [Theory]
    [InlineData("https://S3.example.com:443/", "", "https://s3.example.com/videos/")]
    [InlineData("http://s3.example.com:9000", "processed/", "http://s3.example.com:9000/videos/processed/")]
    [InlineData(null, "", "https://s3.eu-west-1.amazonaws.com/videos/")]
    public void Of_Bucket_NamesServerBucketAndPrefix(string? endpoint, string prefix, string expected) =>
        Assert.Equal(expected, Bucket(prefix, endpoint).ToString());

    [Fact]
    public void Of_Volume_NamesNamespaceClaimAndPath()
    {
        Assert.Equal("volume://media/scratch/clips/", Volume("/clips/").ToString());
        Assert.Equal("volume://media/scratch/", Volume("").ToString());
    }

    [Theory]
    [InlineData("", "a", "", "a")]
    [InlineData("acme/", "a", "", "acme/a")]
    [InlineData("", "acme/a", "acme/", "a")]
    [InlineData("", "beta/a", "acme/", null)]
    [InlineData("ac", "me/a", "acme/", "a")]
    public void In_OtherPrefixOfTheSameBucket_RebasesTheKey(string prefix, string key, string otherPrefix, string? expected)
    {
        var found = Bucket(prefix).In(Bucket(otherPrefix), Encoding.UTF8.GetBytes(key));

        Assert.Equal(expected, found is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
    }

    [Fact]
    public void In_OtherBucketOrClaim_IsNotThere()
    {
        Assert.Null(Bucket("", "https://other.example.com").In(Bucket(""), "a"u8.ToArray()));
        Assert.Null(Volume("").In(StoreName.Of("other", new Target { Volume = new VolumeTarget { ClaimName = "scratch" } }), "a"u8.ToArray()));
    }

    private static StoreName Volume(string path) => StoreName.Of("media", new Target { Volume = new VolumeTarget { ClaimName = "scratch", Path = path } });

    private static StoreName Bucket(string prefix, string? endpoint = "https://s3.example.com") =>
        StoreName.Of("media", new Target { Bucket = new BucketTarget { Name = "videos", Prefix = prefix, Endpoint = endpoint, Region = "eu-west-1" } });
}
