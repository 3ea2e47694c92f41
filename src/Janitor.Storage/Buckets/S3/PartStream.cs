using System.Runtime.InteropServices;

namespace Janitor.Storage.Buckets.S3;

/// <summary>Bytes as the SDK wants them.</summary>
internal static class PartStream
{
    /// <summary>A stream of the bytes, which are not copied where they lie in an array.</summary>
    public static MemoryStream Of(ReadOnlyMemory<byte> part) => MemoryMarshal.TryGetArray(part, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(part.ToArray(), writable: false);
}
