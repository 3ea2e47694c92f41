using System.Runtime.InteropServices;
using Janitor.Engine.Inventory;
using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Volumes;

/// <summary>What the kernel tells of a file: <c>struct statx</c> of linux/stat.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>STATX_BASIC_STATS without owner and group, with the time of birth and the mount (Linux 5.8).</summary>
    public const uint FileMask = 0x7FF & ~(OwnerMask) | BirthMask | MountMask;

    /// <summary>What a directory's handle needs: type, mode, owner, mtime, inode and mount.</summary>
    public const uint DirectoryMask = 0x1 | 0x2 | OwnerMask | 0x40 | 0x100 | MountMask;

    /// <summary>Enough to tell one file from another.</summary>
    public const uint IdentityMask = 0x100;

    private const uint OwnerMask = 0x8 | 0x10;
    private const uint BirthMask = 0x800;
    private const uint MountMask = 0x1000;

    private const int BlockLength = 512;

    [FieldOffset(0)] private readonly uint _mask;
    [FieldOffset(16)] public readonly uint Links;
    [FieldOffset(20)] public readonly uint User;
    [FieldOffset(24)] public readonly uint Group;
    [FieldOffset(28)] public readonly ushort Mode;
    [FieldOffset(32)] public readonly ulong Inode;
    [FieldOffset(40)] private readonly ulong _size;
    [FieldOffset(48)] public readonly ulong Blocks;
    [FieldOffset(64)] private readonly Timestamp _accessed;
    [FieldOffset(80)] private readonly Timestamp _born;
    [FieldOffset(96)] private readonly Timestamp _changed;
    [FieldOffset(112)] private readonly Timestamp _modified;
    [FieldOffset(136)] private readonly uint _deviceMajor;
    [FieldOffset(140)] private readonly uint _deviceMinor;
    [FieldOffset(144)] private readonly ulong _mount;

    public readonly ulong Device => (ulong)_deviceMajor << 32 | _deviceMinor;

    /// <summary>The mount it was reached by; 0 where the kernel does not tell.</summary>
    public readonly ulong Mount => (_mask & MountMask) != 0 ? _mount : 0;

    public readonly bool IsRegular => (Mode & 0xF000) == 0x8000;

    public readonly bool IsDirectory => (Mode & 0xF000) == 0x4000;

    public readonly bool IsSticky => (Mode & 0x200) != 0;

    public readonly uint Permissions => Mode & 0xFFFu;

    public readonly long Size => (long)_size;

    /// <summary>What would become free if this were its only name: for a sparse file what it occupies, for a full one no more than its length.</summary>
    public readonly long Occupied => Math.Min(Size, (long)Blocks * BlockLength);

    public readonly long ModifiedAt => _modified.Nanoseconds;

    public readonly long ChangedAt => _changed.Nanoseconds;

    /// <summary>That of an open file; null with the error number when it cannot be told.</summary>
    public static unsafe FileStatus? Of(SafeFileHandle file, out int error)
    {
        byte empty = 0;
        FileStatus status;
        error = Libc.StatX((int)file.DangerousGetHandle(), &empty, Libc.AtEmptyPath, FileMask, &status) < 0 ? Errno.Last : 0;
        return error == 0 ? status : null;
    }

    public readonly Item ToItem(ReadOnlyMemory<byte> path) => new()
    {
        Path = path,
        Size = Size,
        Reclaimable = Links > 1 ? 0 : Occupied,
        ModifiedAt = ModifiedAt,
        CreatedAt = (_mask & BirthMask) != 0 ? _born.Nanoseconds : Item.NoTime,
        AccessedAt = _accessed.Nanoseconds,
        Identity = new ItemIdentity { Device = Device, Inode = Inode, ChangedAt = ChangedAt },
    };

    /// <summary>Whether it is still what was listed, in the same state but for the change time.</summary>
    public readonly bool HasContentOf(in Item item) => IsRegular
        && Inode == item.Identity.Inode
        && Device == item.Identity.Device
        && Size == item.Size
        && ModifiedAt == item.ModifiedAt;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timestamp
    {
        private const long PerSecond = 1_000_000_000;

        private readonly long _seconds;
        private readonly uint _nanoseconds;
        private readonly int _reserved;

        /// <summary>Since 1970; a time that does not fit (after 2262) is the latest that does, lest it wrap around and look old.</summary>
        public long Nanoseconds => _seconds switch
        {
            >= long.MaxValue / PerSecond => long.MaxValue,
            <= long.MinValue / PerSecond => long.MinValue + 1,
            _ => _seconds * PerSecond + _nanoseconds,
        };
    }
}
