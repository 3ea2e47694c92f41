using System.Text.Json;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests.Entities;

public sealed class TimeTests
{
    private static readonly JsonSerializerOptions Json = KubernetesJson.OptionsFor(TestJson.Default);

    [Fact]
    public void Write_Time_HasWholeSecondsInUtc()
    {
        var map = new ConfigMap { Metadata = new ObjectMeta { CreationTimestamp = new DateTimeOffset(2026, 1, 31, 13, 0, 0, 999, TimeSpan.FromHours(1)) } };

        Assert.Contains("\"creationTimestamp\":\"2026-01-31T12:00:00Z\"", JsonSerializer.Serialize(map, KubernetesJson.TypeOf<ConfigMap>(Json)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "2026-01-31T12:00:00.000000Z")]
    [InlineData(1_234_567, "2026-01-31T12:00:00.123456Z")]
    public void Write_MicroTime_HasSixDigits(long ticks, string expected)
    {
        var lease = new TestLease { Spec = new TestLeaseSpec { RenewTime = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddTicks(ticks) } };

        Assert.Contains($"\"renewTime\":\"{expected}\"", JsonSerializer.Serialize(lease, KubernetesJson.TypeOf<TestLease>(Json)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00.000000000Z")]
    [InlineData("2026-01-31T13:00:00+01:00")]
    public void Read_Time_TakesEveryRfc3339(string text)
    {
        var map = JsonSerializer.Deserialize($$$"""{"metadata":{"creationTimestamp":"{{{text}}}"}}""", KubernetesJson.TypeOf<ConfigMap>(Json));

        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), map!.Metadata.CreationTimestamp);
    }
}
