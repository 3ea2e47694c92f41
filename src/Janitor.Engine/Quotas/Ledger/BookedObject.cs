namespace Janitor.Engine.Quotas.Ledger;

/// <summary>An object, or a file, as the ledger knows it.</summary>
/// <param name="Key">The key below the quota's target, as <c>Item.Path</c> has it.</param>
/// <param name="Tenant">Whose it is; empty when it is nobody's.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedAt">When its content was last changed.</param>
public sealed record BookedObject(ReadOnlyMemory<byte> Key, string Tenant, long Size, DateTimeOffset ModifiedAt)
{
    /// <summary>The SHA-256 of its content, 32 bytes; null when nobody has read it.</summary>
    public ReadOnlyMemory<byte>? Sha256 { get; init; }

    /// <summary>The ETag as the server wrote it; null for files.</summary>
    public string? ETag { get; init; }

    /// <summary>The storage class; null for files, and where the server tells none.</summary>
    public string? StorageClass { get; init; }
}
