using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Janitor.Engine.Retention.Catalog;

/// <summary>
/// The paths that the catalog says are in use. Keeps 64 bits of each path's SHA-256, so memory depends on their number alone: about 30 MB a
/// million, twice that with <c>{stem}</c> variants. A collision keeps a file that could go; with a million references and ten million files the
/// odds of one are 1 in two million.
/// </summary>
/// <param name="variants">The patterns for files derived from referenced ones.</param>
public sealed class ReferenceSet(IReadOnlyList<VariantPattern> variants)
{
    private readonly HashSet<ulong> _paths = [];
    private readonly HashSet<ulong> _stems = [];
    private readonly bool _withStems = variants.Any(variant => variant.OfStem);

    /// <summary>How many references were added, duplicates included.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a path. A leading <c>./</c> is dropped; a leading slash counts for nothing, neither here nor in an item's path.</summary>
    public void Add(ReadOnlySpan<byte> path)
    {
        while (path.StartsWith("./"u8))
            path = path[2..];
        path = path.TrimStart((byte)'/');
        if (path.IsEmpty)
            return;

        Count++;
        _paths.Add(Digest(path));
        if (!_withStems)
            return;
        var name = path.LastIndexOf((byte)'/') + 1;
        var dot = path[name..].LastIndexOf((byte)'.');
        _stems.Add(Digest(dot > 0 ? path[..(name + dot)] : path));
    }

    /// <summary>Whether the path is referenced, or a variant of one that is. Thread-safe once all references are added.</summary>
    public bool Contains(ReadOnlySpan<byte> path)
    {
        path = path.TrimStart((byte)'/');
        if (_paths.Contains(Digest(path)))
            return true;
        foreach (var variant in variants)
        {
            if (variant.IsVariant(path, variant.OfStem ? HasStem : HasName))
                return true;
        }

        return false;
    }

    private bool HasStem(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> stem) => _stems.Contains(Digest([.. folder, .. stem]));

    private bool HasName(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name) => _paths.Contains(Digest([.. folder, .. name]));

    private static ulong Digest(ReadOnlySpan<byte> path)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(path, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
