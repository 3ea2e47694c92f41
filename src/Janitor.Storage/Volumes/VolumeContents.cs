using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Volumes;

/// <summary>Reads and writes files of a volume. As everywhere, no link is followed and no other file system entered.</summary>
internal sealed class VolumeContents(DirectoryHandle? target, string description) : IContents, IDisposable
{
    /// <summary>The longest name that Linux' file systems take, in bytes.</summary>
    private const int LongestName = 255;

    private readonly Lock _lock = new();
    private IncomingFolder? _incoming;

    /// <inheritdoc/>
    public async ValueTask<IContent> OpenAsync(Item item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var content = Open(item.Path.Span);
        if (content.Is(item))
            return content;
        await content.DisposeAsync();
        throw new ContentException("it has changed since it was listed; run again");
    }

    /// <inheritdoc/>
    public string? Refuse(ReadOnlySpan<byte> path)
    {
        if (path.EndsWith((byte)'/'))
            return "a file's name cannot end with a slash";
        if (!ItemPath.HasOnlyNames(path))
            return "a path in a volume has neither empty parts nor NUL, nor '.' and '..' as parts";
        if (!new ItemPath(path).IsSafe)
            return $"{IStore.ReservedFolder} is Janitor's own folder there";
        foreach (var part in path.Split((byte)'/'))
        {
            if (path[part].Length > LongestName)
                return $"a name in a volume has at most {LongestName} bytes";
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<Item?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(path));
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">Another migration writes to this volume, or it cannot be written at all.</exception>
    public ValueTask<IIncomingContent> BeginAsync(
        ReadOnlyMemory<byte> path, long? size, ContentMetadata metadata, bool overwrite, bool readBack, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IncomingFolder incoming;
        lock (_lock)
            incoming = _incoming ??= IncomingFolder.Open(Target, description);
        return ValueTask.FromResult<IIncomingContent>(VolumeIncoming.Begin(Target, incoming, path, metadata, overwrite));
    }

    /// <inheritdoc/>
    /// <remarks>What a killed process left in the folder for what comes is removed when that is opened: only one writes there at a time.</remarks>
    public ValueTask SweepAsync(Func<ReadOnlyMemory<byte>, string, bool> isOurs, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask SettleAsync(CancellationToken cancellationToken) => Libc.SynchronizeFileSystem(Target.Descriptor) == 0
        ? ValueTask.CompletedTask
        : throw new StoreException("--to", $"{description} cannot be written through to its disk: {Errno.Describe(Errno.Last)}");

    /// <inheritdoc/>
    public void Dispose() => _incoming?.Dispose();

    private DirectoryHandle Target => target ?? throw new ContentException("the directory does not exist");

    private unsafe Item? Find(ReadOnlyMemory<byte> path)
    {
        using var cursor = new PathCursor(Target);
        var place = new ItemPath(path.Span);
        if (cursor.MoveTo(place.Directory, out var error) is { } directory)
        {
            FileStatus status;
            fixed (byte* name = (byte[])[.. place.Name, 0])
                error = Libc.StatX(directory.Descriptor, name, Libc.AtItself, FileStatus.FileMask, &status) < 0 ? Errno.Last : 0;
            if (error == 0)
                return status.IsRegular ? status.ToItem(path) : null;
        }

        return Errno.IsVanished(error) ? null : throw new ContentException($"its place cannot be examined: {Errno.Describe(error)}");
    }

    private unsafe VolumeContent Open(ReadOnlySpan<byte> path)
    {
        var flags = Libc.OReadOnly | Libc.ONonBlocking | Libc.ONoFollow | Libc.OCloseOnExec;
        using var cursor = new PathCursor(Target);
        var place = new ItemPath(path);
        byte[] name = [.. place.Name, 0];
        var descriptor = -1;
        if (cursor.MoveTo(place.Directory, out var error) is { } directory)
        {
            fixed (byte* pointer = name)
                descriptor = Libc.OpenAt(directory.Descriptor, pointer, flags, 0);
            error = descriptor < 0 ? Errno.Last : 0;
        }

        if (descriptor < 0)
            throw new ContentException(error == 0 || Errno.IsVanished(error) ? "it has gone since it was listed" : $"it cannot be opened: {Errno.Describe(error)}");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileStatus.Of(file, out error) is { } status)
            return new VolumeContent(file, status);
        file.Dispose();
        throw new ContentException($"it cannot be examined: {Errno.Describe(error)}");
    }
}
