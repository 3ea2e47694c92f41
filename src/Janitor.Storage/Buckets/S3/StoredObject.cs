namespace Janitor.Storage.Buckets.S3;

/// <summary>An object as the server tells it.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="ModifiedAt">When it was last written.</param>
/// <param name="StorageClass">Its storage class; null where the server tells none.</param>
public sealed record StoredObject(long Size, string ETag, DateTimeOffset ModifiedAt, string? StorageClass);
