namespace Janitor.Api.Retention;

/// <summary>A span of time, both ends included, each an age or a date. Either end may be absent.</summary>
public sealed record TimeSpanBetween
{
    /// <summary>The earlier end.</summary>
    public PointInTime? From { get; set; }

    /// <summary>The later end.</summary>
    public PointInTime? To { get; set; }
}
