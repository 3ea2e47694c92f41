namespace Janitor.Engine.Quotas.Ledger;

/// <summary>Room for one object that somebody is about to store.</summary>
/// <param name="Id">By which the upload is known.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Tenant">Whose it will be.</param>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content, 32 bytes.</param>
/// <param name="ExpiresAt">When the room is given up.</param>
public sealed record Reservation(Guid Id, int Collection, string Tenant, ReadOnlyMemory<byte> Key, long Size, ReadOnlyMemory<byte> Sha256, DateTimeOffset ExpiresAt)
{
    /// <summary>The media type of the content; null when none was given.</summary>
    public string? ContentType { get; init; }

    /// <summary>The server's id of a multipart upload; null for a plain one.</summary>
    public string? UploadId { get; init; }
}
