using Janitor.Kubernetes.Controllers;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Controllers;

public sealed class RateLimitTests
{
    [Fact]
    public void FailureBackoff_Next_DoublesFromFiveMillisecondsToAThousandSeconds()
    {
        var backoff = new FailureBackoff<string>();

        Assert.Equal([0.005, 0.01, 0.02, 0.04], Enumerable.Range(0, 4).Select(_ => backoff.Next("a").TotalSeconds));
        for (var i = 0; i < 2000; i++)
            backoff.Next("a");
        Assert.Equal(TimeSpan.FromSeconds(1000), backoff.Next("a"));
    }

    [Fact]
    public void FailureBackoff_Forget_BeginsAnewForThatKeyAlone()
    {
        var backoff = new FailureBackoff<string>();
        foreach (var key in (string[])["a", "a", "b", "b"])
            backoff.Next(key);
        backoff.Forget("a");

        Assert.Equal((0.005, 0.02), (backoff.Next("a").TotalSeconds, backoff.Next("b").TotalSeconds));
    }

    [Fact]
    public void TokenBucket_Take_LetsAHundredThroughAndThenTenASecond()
    {
        var time = new ManualTime();
        var bucket = new TokenBucket(time);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, bucket.Take()));

        Assert.Equal([0.1, 0.2, 0.3], Enumerable.Range(0, 3).Select(_ => Math.Round(bucket.Take().TotalSeconds, 6)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, bucket.Take()));
        Assert.NotEqual(TimeSpan.Zero, bucket.Take());
    }
}
