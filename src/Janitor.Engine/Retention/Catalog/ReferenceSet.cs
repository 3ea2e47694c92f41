using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Janitor.Engine.Retention.Catalog;

/// <summary>
/// The paths that the catalog says are in use. Keeps 128 bits of each path's SHA-256, so memory depends on their number alone: about 40 MB a
/// million, twice that with <c>{stem}</c> variants. A collision, should there ever be one, keeps a file that could go.
/// </summary>
/// <param name="variants">The patterns for files derived from referenced ones.</param>
public sealed class ReferenceSet(IReadOnlyList<VariantPattern> variants)
{
    private readonly HashSet<UInt128> _paths = [];
    private readonly HashSet<UInt128> _stems = [];
    private readonly bool _withStems = variants.Any(variant => variant.OfStem);

    /// <summary>How many references were added, duplicates included.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Adds a path. A leading <c>./</c> is dropped; a leading slash may be the application's habit or part of a key, so the path counts with and
    /// without it.
    /// </summary>
    public void Add(ReadOnlySpan<byte> path)
    {
        while (path.StartsWith("./"u8))
            path = path[2..];
        if (path.IsEmpty)
            return;

        Count++;
        AddOne(path);
        if (path[0] == '/')
            AddOne(path.TrimStart((byte)'/'));
    }

    /// <summary>Whether the path is referenced, or a variant of one that is. Thread-safe once all references are added.</summary>
    public bool Contains(ReadOnlySpan<byte> path)
    {
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

    private void AddOne(ReadOnlySpan<byte> path)
    {
        _paths.Add(Digest(path));
        if (!_withStems)
            return;
        var name = path.LastIndexOf((byte)'/') + 1;
        var dot = path[name..].LastIndexOf((byte)'.');
        _stems.Add(Digest(dot > 0 ? path[..(name + dot)] : path));
    }

    private static UInt128 Digest(ReadOnlySpan<byte> path)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(path, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
