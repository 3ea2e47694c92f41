namespace Janitor.Gateway.Checks;

/// <summary>Asks whether something would fit.</summary>
internal sealed record CheckRequest
{
    /// <summary>Bytes, 0 or more.</summary>
    public required long Size { get; set; }

    /// <summary>In how many objects, 0 or more; 1 by default.</summary>
    public long Objects { get; set; } = 1;
}
