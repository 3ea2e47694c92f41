using Janitor.Api;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>How full a claim's volume is.</summary>
/// <param name="UsedBytes">Bytes in use, by anyone.</param>
/// <param name="AvailableBytes">Bytes that can still be used.</param>
/// <param name="CapacityBytes">The size of the volume.</param>
/// <param name="ObservedAt">When that was seen.</param>
internal sealed record VolumeUsage(long UsedBytes, long AvailableBytes, long CapacityBytes, DateTimeOffset ObservedAt)
{
    /// <summary>The share in use as df computes it: what is kept for root is neither used nor free.</summary>
    public Percentage Share => new(UsedBytes + AvailableBytes == 0 ? 0 : 100m * UsedBytes / (UsedBytes + AvailableBytes));
}
