using Janitor.Engine.Contents;

namespace Janitor.Storage.Buckets.S3;

/// <summary>An object that is to be written.</summary>
/// <param name="Path">Its path below the target.</param>
/// <param name="Key">Its whole key.</param>
/// <param name="Size">Its length in bytes; null when nobody knows yet.</param>
/// <param name="Metadata">What it gets besides its content.</param>
/// <param name="Overwrite">Whether it may take the place of another.</param>
/// <param name="ReadBack">Whether it is read afterwards whatever the server says of it but its SHA-256.</param>
internal sealed record IncomingObject(ReadOnlyMemory<byte> Path, string Key, long? Size, ContentMetadata Metadata, bool Overwrite, bool ReadBack)
{
    /// <summary>The condition that keeps what is there, where the server honours it.</summary>
    public string? IfNoneMatch => Overwrite ? null : "*";
}
