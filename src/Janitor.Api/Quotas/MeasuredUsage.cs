namespace Janitor.Api.Quotas;

/// <summary>Bytes and objects.</summary>
public record MeasuredUsage
{
    /// <summary>Bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Objects, or files.</summary>
    public long Objects { get; set; }

    /// <summary>The bytes as people write them: <c>1.2 GiB</c>.</summary>
    public string Used { get; set; } = string.Empty;
}
