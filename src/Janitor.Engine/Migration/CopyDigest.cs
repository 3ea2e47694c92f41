using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Migration;

/// <summary>Digests by which an item, its source and its copy are known again: 128 bits of a SHA-256, so nothing is taken for another by chance.</summary>
internal static class CopyDigest
{
    /// <summary>Of a path.</summary>
    public static UInt128 OfPath(ReadOnlySpan<byte> path)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(path, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Of an item's state at one of the two places: any change of its content changes it.</summary>
    public static UInt128 OfState(in Item item)
    {
        // An object's time is told with more digits in listings than elsewhere; its ETag suffices.
        var identity = item.Identity;
        var state = identity.ETag is { } etag
            ? $"{item.Size} {etag}"
            : $"{item.Size} {item.ModifiedAt} {identity.Device} {identity.Inode} {identity.ChangedAt}";
        return OfPath(Encoding.UTF8.GetBytes(state));
    }

    /// <summary>Of an item that is half written at the destination.</summary>
    public static UInt128 OfTrace(ReadOnlySpan<byte> path, string trace) => OfPath([.. path, 0, .. Encoding.UTF8.GetBytes(trace)]);

    /// <summary>Of an item that is at both places, of which the destination told a digest, and which nobody has read there.</summary>
    public static UInt128 OfToldCopy(ReadOnlySpan<byte> path, UInt128 source, UInt128 copy) => OfCopy(path, copy, source);

    /// <summary>Of an item that is at both places.</summary>
    public static UInt128 OfCopy(ReadOnlySpan<byte> path, UInt128 source, UInt128 copy)
    {
        Span<byte> parts = stackalloc byte[48];
        BinaryPrimitives.WriteUInt128LittleEndian(parts, OfPath(path));
        BinaryPrimitives.WriteUInt128LittleEndian(parts[16..], source);
        BinaryPrimitives.WriteUInt128LittleEndian(parts[32..], copy);
        return OfPath(parts);
    }
}
