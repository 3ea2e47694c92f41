using System.Runtime.InteropServices;

namespace Janitor.Storage.Volumes;

/// <summary>The system calls on directory handles. Paths are bytes that end with 0; results below 0 set the last P/Invoke error.</summary>
internal static unsafe partial class Libc
{
    public const int AtEmptyPath = 0x1000;
    public const int AtRemoveDirectory = 0x200;

    /// <summary>Of the object itself, not of what a link names or what would be mounted there on access.</summary>
    public const int AtItself = 0x100 | 0x800;

    public const int FSetLease = 1024;
    public const int FWriteLock = 1;
    public const int FUnlock = 2;

    public const uint RenameNoReplace = 1;

    public const int LockExclusive = 2;
    public const int LockWithoutWaiting = 4;

    public const int OReadOnly = 0;
    public const int OReadWrite = 2;
    public const int OCreate = 0x40;
    public const int OTruncate = 0x200;
    public const int ONonBlocking = 0x800;
    public const int ONoAccessTime = 0x40000;
    public const int OCloseOnExec = 0x80000;
    public const int OPath = 0x200000;

    // arm64 has numbers of its own for these two (arch/arm64/include/uapi/asm/fcntl.h).
    public static readonly int ODirectory = IsArm64 ? 0x4000 : 0x10000;
    public static readonly int ONoFollow = IsArm64 ? 0x8000 : 0x20000;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int directory, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetDirectoryEntries(int directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatX(int directory, byte* path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int directory, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    public static partial int RenameAt2(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeDirectoryAt(int directory, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int descriptor, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int ChangeTimes(int descriptor, FileTime* accessedAndModified);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SynchronizeFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int FileSystemStatus(int descriptor, FileSystemStatus* status);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(int descriptor, int command, int argument);
}
