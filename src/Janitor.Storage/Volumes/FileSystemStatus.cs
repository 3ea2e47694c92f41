using System.Runtime.InteropServices;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>A file system's kind and space: glibc's <c>struct statfs</c> on 64-bit machines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal readonly unsafe struct FileSystemStatus
{
    // linux/magic.h
    private const long Tmpfs = 0x01021994;
    private const long Nfs = 0x6969;
    private const long Cifs = 0xFF534D42;
    private const long Smb2 = 0xFE534D42;

    [FieldOffset(0)] private readonly long _type;
    [FieldOffset(16)] private readonly ulong _blocks;
    [FieldOffset(24)] private readonly ulong _free;
    [FieldOffset(32)] private readonly ulong _available;
    [FieldOffset(72)] private readonly ulong _fragmentSize;

    /// <summary>As df computes it: what is kept for root is neither used nor free.</summary>
    public VolumeSpace Space => new((long)((_blocks - _free) * _fragmentSize), (long)(_available * _fragmentSize));

    /// <summary>Whether files are best handled in the order of their inode numbers: where those tell a place on a disk.</summary>
    public bool HasInodeTable => _type is not (Tmpfs or Nfs or Cifs or Smb2);

    /// <summary>The file system that holds an open directory; null when it does not tell.</summary>
    public static FileSystemStatus? Of(DirectoryHandle directory)
    {
        FileSystemStatus status;
        return Libc.FileSystemStatus(directory.Descriptor, &status) == 0 ? status : null;
    }
}
