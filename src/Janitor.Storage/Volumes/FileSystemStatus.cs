using System.Runtime.InteropServices;
using Janitor.Engine.Retention.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>A file system's space: glibc's <c>struct statvfs</c> on 64-bit machines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal readonly struct FileSystemStatus
{
    [FieldOffset(8)] private readonly ulong _fragmentSize;
    [FieldOffset(16)] private readonly ulong _blocks;
    [FieldOffset(24)] private readonly ulong _free;
    [FieldOffset(32)] private readonly ulong _available;

    /// <summary>As df computes it: what is kept for root is neither used nor free.</summary>
    public VolumeSpace Space => new((long)((_blocks - _free) * _fragmentSize), (long)(_available * _fragmentSize));
}
