using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Volumes;

/// <summary>A file that is written aside, and moved to its place when it is whole and verified.</summary>
internal sealed class VolumeIncoming : IIncomingContent
{
    /// <summary>As for others (0666), from which the process' mask is taken.</summary>
    private const uint NewFile = 0x1B6;

    private const uint NewDirectory = 0x1FF;

    private readonly DirectoryHandle _target;
    private readonly DirectoryHandle _aside;
    private readonly byte[] _name;
    private readonly SafeFileHandle _file;
    private readonly ReadOnlyMemory<byte> _path;
    private readonly ContentMetadata _metadata;
    private readonly bool _overwrite;
    private bool _kept;

    private VolumeIncoming(
        DirectoryHandle target, DirectoryHandle aside, byte[] name, SafeFileHandle file, ReadOnlyMemory<byte> path, ContentMetadata metadata, bool overwrite) =>
        (_target, _aside, _name, _file, _path, _metadata, _overwrite) = (target, aside, name, file, path, metadata, overwrite);

    /// <inheritdoc/>
    public int PartSize => 4 << 20;

    /// <inheritdoc/>
    /// <remarks>ext4's largest file, which is the least of the usual file systems' largest.</remarks>
    public long Longest => 16L << 40;

    /// <inheritdoc/>
    public string? Trace => null;

    /// <exception cref="ContentException">It cannot be written.</exception>
    public static unsafe VolumeIncoming Begin(
        DirectoryHandle target, IncomingFolder incoming, ReadOnlyMemory<byte> path, ContentMetadata metadata, bool overwrite)
    {
        var flags = Libc.OReadWrite | Libc.OCreate | Libc.OTruncate | Libc.ONoFollow | Libc.OCloseOnExec;
        byte[] name = [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(path.Span))), 0];
        fixed (byte* pointer = name)
        {
            var descriptor = Libc.OpenAt(incoming.Directory.Descriptor, pointer, flags, NewFile);
            if (descriptor < 0)
                throw new ContentException($"it cannot be written: {Errno.Describe(Errno.Last)}");
            return new VolumeIncoming(target, incoming.Directory, name, new SafeFileHandle(descriptor, ownsHandle: true), path, metadata, overwrite);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_file, part, offset, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ContentException($"it cannot be written: {problem.Message}", problem);
        }
    }

    /// <inheritdoc/>
    public unsafe ValueTask<IContent?> FinishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var times = stackalloc FileTime[] { new(Item.NoTime), new(_metadata.ModifiedAt) };
        if (Libc.ChangeTimes((int)_file.DangerousGetHandle(), times) < 0)
            throw new ContentException($"its time cannot be set: {Errno.Describe(Errno.Last)}");
        return ValueTask.FromResult<IContent?>(new VolumeContent(Again(), Status()));
    }

    /// <inheritdoc/>
    public unsafe ValueTask<Item> KeepAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Not before it was read again: the mode may forbid that.
        if (_metadata.Mode is { } mode && Libc.ChangeMode((int)_file.DangerousGetHandle(), mode) < 0)
            throw new ContentException($"its mode cannot be set: {Errno.Describe(Errno.Last)}");
        using var cursor = new PathCursor(_target) { Mode = NewDirectory };
        var place = new ItemPath(_path.Span);
        var directory = cursor.Make(place.Directory, null, out var error);
        if (directory is null)
            throw new ContentException($"its directory cannot be made: {(error == 0 ? "it is sticky, or on another file system" : Errno.Describe(error))}");
        fixed (byte* from = _name, to = (byte[])[.. place.Name, 0])
        {
            if (Libc.RenameAt2(_aside.Descriptor, from, directory.Descriptor, to, _overwrite ? 0 : Libc.RenameNoReplace) < 0)
                throw new ContentException(Refusal(Errno.Last));
        }

        _kept = true;
        return ValueTask.FromResult(Status().ToItem(_path));
    }

    /// <inheritdoc/>
    public unsafe ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (!_kept)
        {
            fixed (byte* name = _name)
                _ = Libc.UnlinkAt(_aside.Descriptor, name, 0);
        }

        return ValueTask.CompletedTask;
    }

    private static string Refusal(int error) => error switch
    {
        Errno.EEXIST or Errno.EISDIR => "something of its name is there; move that away",
        Errno.EINVAL => "the file system lacks renameat2 with RENAME_NOREPLACE; give --overwrite where nothing can be lost",
        _ => $"it cannot be put in its place: {Errno.Describe(error)}",
    };

    private FileStatus Status() => FileStatus.Of(_file, out var error) ?? throw new ContentException($"it cannot be examined: {Errno.Describe(error)}");

    /// <summary>Opened anew, as what was written is read by somebody who closes it.</summary>
    private unsafe SafeFileHandle Again()
    {
        fixed (byte* name = _name)
        {
            var descriptor = Libc.OpenAt(_aside.Descriptor, name, Libc.OReadOnly | Libc.ONoFollow | Libc.OCloseOnExec, 0);
            return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new ContentException($"it cannot be read again: {Errno.Describe(Errno.Last)}");
        }
    }
}
