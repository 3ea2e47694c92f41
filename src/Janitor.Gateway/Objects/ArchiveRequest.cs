namespace Janitor.Gateway.Objects;

/// <summary>Asks for many objects as one zip.</summary>
internal sealed record ArchiveRequest
{
    /// <summary>1 to 10,000 keys.</summary>
    public required IReadOnlyList<string> Keys { get; set; }

    /// <summary>The archive's file name; <c>archive.zip</c> by default.</summary>
    public string Name { get; set; } = "archive.zip";
}
