using System.Runtime.InteropServices;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>
/// Removing one name of a file changes the file's change time, and with it what was listed under its other names. This remembers which changes
/// were our own, so that they do not pass for somebody else's.
/// </summary>
internal sealed unsafe class LinkTimes
{
    /// <summary>Bounds the memory (some 50 MB); names beyond it are left for the next run.</summary>
    private const int MaxFiles = 500_000;

    private readonly Dictionary<(ulong Device, ulong Inode), (long First, long Last)> _times = [];
    private readonly Lock _gate = new();

    /// <summary>Whether all changes since the file was listed were removals of its names by us.</summary>
    public bool Explain(in ItemIdentity listed, long changedAt)
    {
        lock (_gate)
        {
            return _times.TryGetValue((listed.Device, listed.Inode), out var own)
                && own.Last == changedAt && listed.ChangedAt >= own.First && listed.ChangedAt <= own.Last;
        }
    }

    /// <summary>Notes that a name has been removed.</summary>
    /// <param name="descriptor">A descriptor that was opened under that name.</param>
    /// <param name="before">The file right before.</param>
    /// <param name="listedChange">The change time that was listed.</param>
    public void Note(int descriptor, in FileStatus before, long listedChange)
    {
        FileStatus after;
        byte empty = 0;
        if (Libc.StatX(descriptor, &empty, Libc.AtEmptyPath, FileStatus.FileMask, &after) < 0 || after.Inode != before.Inode)
            return;
        lock (_gate)
        {
            ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_times, (before.Device, before.Inode), out var known);
            times = (known ? Math.Min(times.First, listedChange) : listedChange, after.ChangedAt);
            if (!known && _times.Count > MaxFiles)
                _times.Remove((before.Device, before.Inode));
        }
    }
}
