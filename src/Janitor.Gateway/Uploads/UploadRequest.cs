namespace Janitor.Gateway.Uploads;

/// <summary>Asks for room for one object, and for a way to store it.</summary>
internal sealed record UploadRequest
{
    /// <summary>The key, below the quota's prefix.</summary>
    public required string Key { get; set; }

    /// <summary>Its length in bytes, 0 or more.</summary>
    public required long Size { get; set; }

    /// <summary>The SHA-256 of its content, as 64 hexadecimal digits or in Base64.</summary>
    public required string Sha256 { get; set; }

    /// <summary>The media type; <c>application/octet-stream</c> by default.</summary>
    public string? ContentType { get; set; }
}
