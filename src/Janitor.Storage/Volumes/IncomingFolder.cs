using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>
/// The folder <c>.janitor/incoming</c>, in which files are written and verified before they take their places. It is locked while it is open, so
/// what it holds when it is opened was left by a process that was killed, and is removed.
/// </summary>
internal sealed unsafe class IncomingFolder : IDisposable
{
    private static readonly byte[] Path = Encoding.UTF8.GetBytes(IStore.ReservedFolder + "/incoming");

    private IncomingFolder(DirectoryHandle directory) => Directory = directory;

    public DirectoryHandle Directory { get; }

    /// <exception cref="StoreException">It cannot be made, or another process has it open.</exception>
    public static IncomingFolder Open(DirectoryHandle target, string description)
    {
        using var cursor = new PathCursor(target);
        var directory = cursor.Make(Path, null, out var error)?.Retain()
            ?? throw new StoreException("--to", $"nothing can be written to {description}: {(error == 0 ? "its .janitor is on another file system" : Errno.Describe(error))}");
        if (Libc.Lock(directory.Descriptor, Libc.LockExclusive | Libc.LockWithoutWaiting) < 0)
        {
            error = Errno.Last;
            directory.Release();
            throw new StoreException("--to", error == Errno.EAGAIN
                ? $"another migration writes to {description}; wait for its end"
                : $"{description} cannot be locked: {Errno.Describe(error)}");
        }

        var folder = new IncomingFolder(directory);
        folder.Clear();
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Release();

    private void Clear()
    {
        foreach (var name in NamesOf(Directory))
        {
            fixed (byte* pointer = (byte[])[.. name, 0])
                _ = Libc.UnlinkAt(Directory.Descriptor, pointer, 0);
        }
    }

    /// <summary>All names are our own: hexadecimal.</summary>
    private static IEnumerable<byte[]> NamesOf(DirectoryHandle directory) => System.IO.Directory
        .EnumerateFiles($"/proc/self/fd/{directory.Descriptor}")
        .Select(path => Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)));
}
