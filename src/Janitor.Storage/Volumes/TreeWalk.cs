using System.Collections.Concurrent;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>
/// Lists a directory and all below it, several directories at once, and one large directory with several workers: while one reads names, others
/// examine and visit them.
/// </summary>
internal sealed class TreeWalk(DirectoryHandle start, IInventoryVisitor visitor, int workers, TimeProvider time) : IDisposable
{
    /// <summary>Subdirectories that are collected before others may begin with them.</summary>
    private const int SharedDirectories = 256;

    /// <summary>What all workers together may hold to order the entries of large directories: some 800,000 of them.</summary>
    private const int OrderedBytes = 32 * 1024 * 1024;

    private readonly bool _ordered = FileSystemStatus.Of(start)?.HasInodeTable ?? false;
    private readonly WalkQueue _queue = new(workers);
    private readonly ConcurrentBag<VolumeBatch> _spare = [];

    /// <summary>Walks once. An exception of the visitor ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(
            worker => Task.Run(() => WorkAsync(worker == 0 ? start : null, stop), CancellationToken.None)));
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task WorkAsync(DirectoryHandle? first, CancellationTokenSource stop)
    {
        var reader = new DirectoryReader(_ordered ? OrderedBytes / workers : 0);
        try
        {
            if (first is not null)
            {
                await ReadAsync(first, reader, stop.Token);
                _queue.Finish();
            }
            while (await _queue.TakeAsync(stop.Token) is { } work)
            {
                if (work.Batch is { } batch)
                    await VisitAsync(batch, stop.Token);
                else
                    await OpenAndReadAsync(work.Parent!, work.Name!, reader, stop.Token);
                _queue.Finish();
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async ValueTask OpenAndReadAsync(DirectoryHandle parent, byte[] name, DirectoryReader reader, CancellationToken cancellationToken)
    {
        var error = 0;
        var directory = visitor.Wants(parent.PathOf(name)) ? parent.Open(name, out error) : null;
        if (directory is null && error != 0 && !Errno.IsVanished(error))
            visitor.Unreadable(parent.PathOf(name), $"The directory cannot be opened: {Errno.Describe(error)}.");
        parent.Release();
        if (directory is null)
            return;
        try
        {
            await ReadAsync(directory, reader, cancellationToken);
        }
        finally
        {
            directory.Release();
        }
    }

    private async ValueTask ReadAsync(DirectoryHandle directory, DirectoryReader reader, CancellationToken cancellationToken)
    {
        var batch = Begin(directory);
        NameList? directories = null;
        reader.Begin(directory);
        while (Collect(directory, reader, batch, ref directories))
        {
            if (!_queue.TryOffer(batch))
                await VisitAsync(batch, cancellationToken);
            batch = Begin(directory);
        }
        if (directories is not null)
            _queue.Push(directory, directories);
        if (reader.Error != 0 && !Errno.IsVanished(reader.Error))
            ReportBroken(directory, reader.Error);
        await VisitAsync(batch, cancellationToken);
    }

    /// <summary>Reads names until the batch is full (true) or the directory is at its end.</summary>
    private bool Collect(DirectoryHandle directory, DirectoryReader reader, VolumeBatch batch, ref NameList? directories)
    {
        while (!batch.IsFull)
        {
            if (!reader.Read())
                return false;
            if (directory.IsTarget && reader.Name.SequenceEqual(ReservedFolder.Name))
                continue;
            if (reader.Type == EntryType.Directory)
                AddDirectory(directory, reader.Name, ref directories);
            else if (reader.Type is EntryType.Regular or EntryType.Unknown)
                batch.Add(reader.Name);
        }
        return true;
    }

    private void AddDirectory(DirectoryHandle parent, ReadOnlySpan<byte> name, ref NameList? directories)
    {
        directories ??= new NameList();
        directories.Add(name);
        if (directories.Count < SharedDirectories)
            return;
        _queue.Push(parent, directories);
        directories = null;
    }

    private async ValueTask VisitAsync(VolumeBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Examine(batch);
            if (!batch.Items.IsEmpty)
                await visitor.VisitAsync(batch, cancellationToken);
        }
        finally
        {
            batch.End();
        }
        _spare.Add(batch);
    }

    private void Examine(VolumeBatch batch)
    {
        NameList? directories = null;
        var error = batch.Examine(time.GetUtcNow(), ref directories);
        if (error != 0 && batch.Directory.IsFirstFault())
            visitor.Unreadable(batch.Directory.Path, $"Files of the directory cannot be examined: {Errno.Describe(error)}.");
        if (directories is not null)
            _queue.Push(batch.Directory, directories);
    }

    private void ReportBroken(DirectoryHandle directory, int error)
    {
        if (directory == start)
            throw new StoreException("spec.target.volume.path", $"The listing broke off: {Errno.Describe(error)}.");
        if (directory.IsFirstFault())
            visitor.Unreadable(directory.Path, $"The directory cannot be read to its end: {Errno.Describe(error)}.");
    }

    private VolumeBatch Begin(DirectoryHandle directory)
    {
        if (!_spare.TryTake(out var batch))
            batch = new VolumeBatch();
        batch.Begin(directory);
        return batch;
    }
}
