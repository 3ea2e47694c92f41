using System.Text;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>
/// A directory of a volume, or one that stands in for a bucket. It stays inside its target: directories are opened relative to their parent's
/// handle without following links, other file systems and mounts are not entered, and names are bytes. Sticky files and directories, links,
/// sockets and devices are left alone and not listed. Each file is compared with what was listed right before it is changed.
/// </summary>
public sealed class VolumeStore : IContentStore
{
    private const string PathField = "spec.target.volume.path";
    private const string ClaimField = "spec.target.volume.claimName";

    private readonly VolumeStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly int _workers;
    private bool _opened;
    private DirectoryHandle? _target;
    private VolumeContents? _contents;

    /// <summary>Creates the store; nothing is opened yet.</summary>
    /// <param name="options">Which directory, and how.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">The concurrency is below 1.</exception>
    public VolumeStore(VolumeStoreOptions options, TimeProvider time)
    {
        _workers = options.Concurrency ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(_workers, 1, nameof(options));
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public string Description => _options.Description;

    /// <inheritdoc/>
    public IContents Contents => _contents ??= new VolumeContents(Target, Description);

    /// <inheritdoc/>
    /// <exception cref="StoreException">The claim's directory is missing, or the path in it is not a directory that may be entered.</exception>
    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parts = _options.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (_options.Path.StartsWith('/') || parts.Any(part => part is "." or ".."))
            throw new StoreException(PathField, $"The path {_options.Path} does not stay inside the claim; name it relative to the claim's root, without '.' and '..'.");
        var root = OpenRoot(isTarget: parts.Length == 0);
        try
        {
            _target = OpenTarget(root, parts, making: use != StoreUse.Read);
            _opened = true;
            return ValueTask.FromResult(new StoreStatus
            {
                Space = FileSystemStatus.Of(root)?.Space,
                Protection = "each file is compared (device, inode, size, mtime, ctime) right before it is changed",
            });
        }
        finally
        {
            root.Release();
        }
    }

    /// <inheritdoc/>
    public async Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken)
    {
        if (Target is null || (!folder.IsEmpty && !new ItemPath(folder.Span).IsSafe))
            return;
        if (OpenFolder(folder.Span, out var error) is not { } start)
        {
            if (error != 0 && !Errno.IsVanished(error))
                visitor.Unreadable(folder, $"The directory cannot be opened: {Errno.Describe(error)}.");
            return;
        }
        try
        {
            using var walk = new TreeWalk(start, visitor, _workers, _time);
            await walk.RunAsync(cancellationToken);
        }
        finally
        {
            start.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: files have no tags.</exception>
    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Files have no tags; match.tags is for buckets.");

    /// <inheritdoc/>
    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => new VolumeChanges(Target, _options, _workers, outcomes, _time);

    /// <inheritdoc/>
    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) =>
        Target is { } target ? new QuarantineListing(target, _time).ListAsync(cancellationToken) : AsyncEnumerable.Empty<QuarantinedItem>();

    /// <inheritdoc/>
    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Target is { } target ? new Quarantine(target).Restore(item) : Outcome.Gone);

    /// <inheritdoc/>
    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Target is { } target ? new Quarantine(target).Purge(item) : Outcome.Gone);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _contents?.Dispose();
        _contents = null;
        _target?.Release();
        _target = null;
        return ValueTask.CompletedTask;
    }

    private DirectoryHandle? Target => _opened ? _target : throw new InvalidOperationException("The store has not been opened.");

    private DirectoryHandle OpenRoot(bool isTarget)
    {
        if (!Path.IsPathRooted(_options.Root))
            throw new StoreException(ClaimField, $"The directory {_options.Root} that stands for {Description} is not an absolute path; name it from the root.");
        return DirectoryHandle.OpenRoot(Encoding.UTF8.GetBytes(_options.Root), isTarget, out var error)
            ?? throw new StoreException(ClaimField, $"The directory {_options.Root} that stands for {Description} cannot be opened: {Errno.Describe(error)}.");
    }

    private DirectoryHandle? OpenTarget(DirectoryHandle root, string[] parts, bool making)
    {
        var current = root.Retain();
        for (var i = 0; i < parts.Length; i++)
        {
            var next = OpenPart(current, Encoding.UTF8.GetBytes(parts[i]), isTarget: i == parts.Length - 1, making, out var error);
            current.Release();
            if (next is null && error == Errno.ENOENT && !making)
                return null;
            current = next ?? throw new StoreException(PathField, Refusal(string.Join('/', parts[..(i + 1)]), error));
        }
        return current;
    }

    private static unsafe DirectoryHandle? OpenPart(DirectoryHandle parent, byte[] name, bool isTarget, bool making, out int error)
    {
        var found = parent.OpenTowardsTarget(name, isTarget, out error);
        if (error != Errno.ENOENT || !making)
            return found;
        byte[] terminated = [.. name, 0];
        fixed (byte* pointer = terminated)
        {
            if (Libc.MakeDirectoryAt(parent.Descriptor, pointer, 0x1FF) == 0 || Errno.Last == Errno.EEXIST)
                return parent.OpenTowardsTarget(name, isTarget, out error);
        }
        error = Errno.Last;
        return null;
    }

    private string Refusal(string path, int error) => error switch
    {
        0 => $"The directory {path} of {Description} is on another file system, which Janitor does not enter; give that one a policy of its own.",
        Errno.ELOOP or Errno.ENOTDIR => $"{path} of {Description} is a link or not a directory, and Janitor follows no links; name the directory itself.",
        _ => $"The directory {path} of {Description} cannot be opened: {Errno.Describe(error)}.",
    };

    private DirectoryHandle? OpenFolder(ReadOnlySpan<byte> folder, out int error)
    {
        if (folder.IsEmpty)
            return _target!.OpenAgain(out error);
        using var cursor = new PathCursor(_target!);
        return cursor.MoveTo(folder, out error)?.Retain();
    }
}
