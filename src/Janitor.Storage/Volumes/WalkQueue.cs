using System.Runtime.InteropServices;

namespace Janitor.Storage.Volumes;

/// <summary>
/// What is left to do of a walk: batches to visit, which come first because they hold memory, and directories to read, the last found first,
/// so that only the directories on the way to those being read stay open. Starts with one piece of work handed out.
/// </summary>
internal sealed class WalkQueue(int workers) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<VolumeBatch> _batches = new();
    private readonly Stack<(DirectoryHandle Parent, NameList Names)> _directories = new();
    private readonly SemaphoreSlim _news = new(0);
    private int _unfinished = 1;
    private int _waiting;

    /// <summary>Hands a batch to another worker; false when enough wait already, and the caller had better visit it itself.</summary>
    public bool TryOffer(VolumeBatch batch)
    {
        lock (_gate)
        {
            if (_batches.Count >= workers)
                return false;
            _batches.Enqueue(batch);
            Announce(1);
            return true;
        }
    }

    /// <summary>Adds directories to read.</summary>
    /// <param name="parent">The directory that holds them; the queue becomes one of its users.</param>
    /// <param name="names">Their names, which belong to the queue from now on.</param>
    public void Push(DirectoryHandle parent, NameList names)
    {
        lock (_gate)
        {
            _directories.Push((parent.Retain(), names));
            Announce(names.Count);
        }
    }

    /// <summary>Takes a piece of work, waiting for one; nothing when all is done.</summary>
    public async ValueTask<Work?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_batches.TryDequeue(out var batch))
                    return new Work(batch, null, null);
                if (_directories.Count > 0)
                    return TakeDirectory();
                if (_unfinished == 0)
                    return null;
                _waiting++;
            }
            await _news.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says that a piece of work that was taken has been done.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (--_unfinished == 0)
                _news.Release(workers);
        }
    }

    /// <summary>Lets go of what is left after a walk that broke off.</summary>
    public void Dispose()
    {
        _news.Dispose();
        foreach (var batch in _batches)
            batch.End();
        foreach (var (parent, _) in _directories)
            parent.Release();
    }

    private void Announce(int pieces)
    {
        _unfinished += pieces;
        var woken = Math.Min(pieces, _waiting);
        if (woken == 0)
            return;
        _waiting -= woken;
        _news.Release(woken);
    }

    private Work TakeDirectory()
    {
        var (parent, names) = _directories.Peek();
        var name = names.Take().ToArray();
        if (names.Count == 0)
            _directories.Pop();
        else
            parent.Retain();
        return new Work(null, parent, name);
    }

    /// <summary>A batch to visit, or a directory to read: its name in a parent that the taker has to release.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Work(VolumeBatch? Batch, DirectoryHandle? Parent, byte[]? Name);
}
