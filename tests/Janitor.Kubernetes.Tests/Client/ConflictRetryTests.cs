using Janitor.Kubernetes.Client;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class ConflictRetryTests
{
    [Fact]
    public async Task RunAsync_ConflictsWithoutEnd_Tries5Times10MillisecondsApart()
    {
        var time = new ManualTime();
        var tries = 0;
        var running = ConflictRetry.RunAsync<int>(
            _ =>
            {
                tries++;
                throw new ApiException(409, "Conflict", "somebody else");
            },
            time, default);

        for (var expected = 1; expected < 5; expected++)
        {
            Assert.Equal((expected, 1), (tries, time.Waiting));
            time.Advance(TimeSpan.FromMilliseconds(9));
            Assert.Equal(expected, tries);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.HoldsAsync(() => tries == expected + 1 && (time.Waiting == 1 || running.IsCompleted));
        }

        Assert.True((await Assert.ThrowsAsync<ApiException>(() => running)).IsConflict);
        Assert.Equal(5, tries);
    }

    [Fact]
    public async Task RunAsync_AnotherFailure_IsNotRepeated()
    {
        var tries = 0;

        await Assert.ThrowsAsync<ApiException>(() => ConflictRetry.RunAsync<int>(
            _ =>
            {
                tries++;
                throw new ApiException(403, "Forbidden", "no");
            },
            TimeProvider.System, default));

        Assert.Equal(1, tries);
    }
}
