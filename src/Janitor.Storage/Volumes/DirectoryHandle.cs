using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Volumes;

/// <summary>
/// An open directory, reached from its parent's handle without following a link. It keeps its parent open, so that its place can be checked,
/// and is closed when its last user has released it.
/// </summary>
internal sealed unsafe class DirectoryHandle : SafeHandleMinusOneIsInvalid
{
    private const uint StickyBit = 0x200;

    private readonly byte[] _name;
    private int _users = 1;
    private int _faults;

    private DirectoryHandle(int descriptor, DirectoryHandle? parent, byte[] name, byte[] path, in FileStatus status)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
        Parent = parent?.Retain();
        _name = name;
        Path = path;
        Device = status.Device;
        Inode = status.Inode;
        Mount = status.Mount;
        ModifiedAt = status.ModifiedAt;
        Permissions = status.Permissions;
        User = status.User;
        Group = status.Group;
    }

    /// <summary>The directory it was opened from; null for the volume's root.</summary>
    public DirectoryHandle? Parent { get; }

    /// <summary>Its path below the target, without slashes at the ends; empty for the target and what is above.</summary>
    public byte[] Path { get; }

    public ulong Device { get; }

    public ulong Inode { get; }

    public ulong Mount { get; }

    /// <summary>When an entry was last made or removed, as it was opened; nanoseconds since 1970.</summary>
    public long ModifiedAt { get; }

    public uint Permissions { get; }

    public uint User { get; }

    public uint Group { get; }

    /// <summary>The target of a store, of which <see cref="Path"/> is relative.</summary>
    public bool IsTarget { get; private init; }

    public int Descriptor => (int)handle;

    /// <summary>Opens the volume's root, which is trusted: links on the way to it are followed.</summary>
    /// <returns>Null with the error number when it cannot be opened.</returns>
    public static DirectoryHandle? OpenRoot(ReadOnlySpan<byte> path, bool isTarget, out int error)
    {
        var terminated = Terminated(path);
        fixed (byte* pointer = terminated)
        {
            var descriptor = Libc.OpenAt(-1, pointer, Libc.OReadOnly | Libc.ODirectory | Libc.OCloseOnExec, 0);
            error = descriptor < 0 ? Errno.Last : 0;
            return error == 0 && TryStatus(descriptor, out var status, out error)
                ? new DirectoryHandle(descriptor, null, terminated, [], status) { IsTarget = isTarget }
                : null;
        }
    }

    /// <summary>Opens a directory of this one.</summary>
    /// <returns>
    /// Null with the error number when it cannot be opened, and null with error 0 when it is to be left alone: it is sticky, or on another
    /// file system.
    /// </returns>
    public DirectoryHandle? Open(ReadOnlySpan<byte> name, out int error)
    {
        var directory = Open(name, PathOf(name), isTarget: false, out error);
        if (directory is null || (directory.Permissions & StickyBit) == 0)
            return directory;
        directory.Release();
        return null;
    }

    /// <summary>Opens the target, or a directory on the way to it, in this one. Its path is empty, and it may be sticky.</summary>
    /// <returns>Null with the error number when it cannot be opened, and null with error 0 when it is on another file system.</returns>
    public DirectoryHandle? OpenTowardsTarget(ReadOnlySpan<byte> name, bool isTarget, out int error) => Open(name, [], isTarget, out error);

    /// <summary>The same directory with a reading position of its own.</summary>
    public DirectoryHandle? OpenAgain(out int error)
    {
        var dot = stackalloc byte[] { (byte)'.', 0 };
        var descriptor = Libc.OpenAt(Descriptor, dot, Libc.OReadOnly | Libc.ODirectory | Libc.OCloseOnExec, 0);
        error = descriptor < 0 ? Errno.Last : 0;
        return error == 0 && TryStatus(descriptor, out var status, out error)
            ? new DirectoryHandle(descriptor, Parent, _name, Path, status) { IsTarget = IsTarget }
            : null;
    }

    /// <summary>Whether it is still where it was opened, seen from the volume's root: neither moved away, nor replaced, nor mounted over.</summary>
    public bool IsInPlace()
    {
        FileStatus status;
        for (var directory = this; directory.Parent is { } parent; directory = parent)
        {
            fixed (byte* name = directory._name)
            {
                if (Libc.StatX(parent.Descriptor, name, Libc.AtItself, FileStatus.IdentityMask, &status) < 0
                    || status.Inode != directory.Inode || status.Device != directory.Device)
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>Removes this directory from its parent if it is empty and in its place.</summary>
    public bool TryRemove()
    {
        fixed (byte* name = _name)
            return Parent is { } parent && IsInPlace() && Libc.UnlinkAt(parent.Descriptor, name, Libc.AtRemoveDirectory) == 0;
    }

    /// <summary>The path below the target of something in this directory.</summary>
    public byte[] PathOf(ReadOnlySpan<byte> name) => Path.Length == 0 ? name.ToArray() : [.. Path, (byte)'/', .. name];

    /// <summary>True the first time it is asked, so that one unreadable directory is reported once.</summary>
    public bool IsFirstFault() => Interlocked.Exchange(ref _faults, 1) == 0;

    public DirectoryHandle Retain()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public void Release()
    {
        for (var directory = this; directory is not null && Interlocked.Decrement(ref directory._users) == 0; directory = directory.Parent)
            directory.Dispose();
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close(Descriptor) == 0;

    private static bool TryStatus(int descriptor, out FileStatus status, out int error)
    {
        byte empty = 0;
        fixed (FileStatus* pointer = &status)
        {
            if (Libc.StatX(descriptor, &empty, Libc.AtEmptyPath, FileStatus.DirectoryMask, pointer) == 0)
            {
                error = 0;
                return true;
            }
        }
        error = Errno.Last;
        _ = Libc.Close(descriptor);
        return false;
    }

    private static byte[] Terminated(ReadOnlySpan<byte> name)
    {
        var terminated = new byte[name.Length + 1];
        name.CopyTo(terminated);
        return terminated;
    }

    private DirectoryHandle? Open(ReadOnlySpan<byte> name, byte[] path, bool isTarget, out int error)
    {
        var terminated = Terminated(name);
        int descriptor;
        fixed (byte* pointer = terminated)
            descriptor = Libc.OpenAt(Descriptor, pointer, Libc.OReadOnly | Libc.ODirectory | Libc.ONoFollow | Libc.OCloseOnExec, 0);
        error = descriptor < 0 ? Errno.Last : 0;
        if (error != 0 || !TryStatus(descriptor, out var status, out error))
            return null;
        if (status.Device != Device || status.Mount != Mount)
        {
            _ = Libc.Close(descriptor);
            return null;
        }
        return new DirectoryHandle(descriptor, this, terminated, path, status) { IsTarget = isTarget };
    }
}
