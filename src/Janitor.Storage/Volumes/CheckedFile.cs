using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>Removes and moves single files, each compared with what was listed right before.</summary>
internal sealed unsafe class CheckedFile
{
    private const int NotOpened = -1;
    private const int Held = -2;

    private readonly LinkTimes _linkTimes = new();
    private volatile bool _withoutLeases;

    /// <summary>Deletes a file if it is what was listed.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The file's name in it, ending with 0.</param>
    /// <param name="item">What was listed.</param>
    public Outcome Delete(DirectoryHandle directory, byte* name, in Item item)
    {
        FileStatus status;
        var stays = Compare(directory, name, item, &status);
        if (stays is null && status.Links == 1)
            return Remove(directory, name, status);
        if (stays is not null && !(stays.Value.Kind == OutcomeKind.Changed && status.HasContentOf(item)))
            return stays.Value;
        // The file has other names, or only its change time differs, perhaps because another thread is just removing one of them. One at a time
        // and looked at again: of two threads that remove the last two names one finds that it has the last.
        lock (_linkTimes)
            return Compare(directory, name, item, &status) ?? RemoveLink(directory, name, status, item.Identity.ChangedAt);
    }

    /// <summary>Deletes a file whatever it holds; what is not a file stays.</summary>
    public Outcome Delete(DirectoryHandle directory, byte* name)
    {
        FileStatus status;
        if (Libc.StatX(directory.Descriptor, name, Libc.AtItself, FileStatus.FileMask, &status) < 0)
            return Refused(Errno.Last, "examined");
        return status.IsRegular ? Remove(directory, name, status) : Outcome.Changed;
    }

    /// <summary>Moves a file to another directory of its file system, under the same name, if it is what was listed. Frees nothing.</summary>
    public Outcome Move(DirectoryHandle directory, byte* name, in Item item, DirectoryHandle to)
    {
        FileStatus status;
        return Compare(directory, name, item, &status) ?? Moved(Rename(directory, name, to));
    }

    /// <summary>What became of a file whose directory could not be opened (see <see cref="DirectoryHandle.Open(ReadOnlySpan{byte}, out int)"/>).</summary>
    public static Outcome Unreached(int error) => error == 0 ? Outcome.Changed : Refused(error, "reached");

    /// <summary>Moves whatever has this name to another directory, where nothing of the name may be.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Rename(DirectoryHandle directory, byte* name, DirectoryHandle to) =>
        Libc.RenameAt2(directory.Descriptor, name, to.Descriptor, name, Libc.RenameNoReplace) < 0 ? Errno.Last : 0;

    /// <summary>The outcome of <see cref="Rename"/>.</summary>
    public static Outcome Moved(int error) => error switch
    {
        0 => Outcome.Done(0),
        Errno.EEXIST => Outcome.Failed("It cannot be moved: something of its name is there already."),
        Errno.EINVAL => Outcome.Failed("It cannot be moved: the file system lacks renameat2 with RENAME_NOREPLACE; delete instead of quarantine there."),
        _ => Refused(error, "moved"),
    };

    private static Outcome Refused(int error, string deed) => error switch
    {
        _ when Errno.IsVanished(error) => Outcome.Gone,
        // A directory has taken its place.
        Errno.EISDIR => Outcome.Changed,
        _ => Outcome.Failed($"It cannot be {deed}: {Errno.Describe(error)}."),
    };

    private Outcome? Compare(DirectoryHandle directory, byte* name, in Item item, FileStatus* status)
    {
        if (Libc.StatX(directory.Descriptor, name, Libc.AtItself, FileStatus.FileMask, status) < 0)
            return Refused(Errno.Last, "examined");
        if (!status->HasContentOf(item))
            return Outcome.Changed;
        return status->ChangedAt == item.Identity.ChangedAt || _linkTimes.Explain(item.Identity, status->ChangedAt) ? null : Outcome.Changed;
    }

    private Outcome Remove(DirectoryHandle directory, byte* name, in FileStatus status)
    {
        var descriptor = status.Links == 1 && status.Blocks > 0 ? OpenToLook(directory, name) : NotOpened;
        var error = Libc.UnlinkAt(directory.Descriptor, name, 0) < 0 ? Errno.Last : 0;
        var held = descriptor == Held;
        if (descriptor >= 0)
        {
            held = error == 0 && IsHeld(descriptor);
            _ = Libc.Close(descriptor);
        }
        if (error != 0)
            return Refused(error, "removed");
        return Outcome.Done(status.Links > 1 || held ? 0 : status.Occupied);
    }

    private Outcome RemoveLink(DirectoryHandle directory, byte* name, in FileStatus status, long listedChange)
    {
        // O_PATH does not count as having the file open.
        var descriptor = Libc.OpenAt(directory.Descriptor, name, Libc.OPath | Libc.ONoFollow | Libc.OCloseOnExec, 0);
        var outcome = Remove(directory, name, status);
        if (descriptor >= 0)
        {
            if (outcome.Kind == OutcomeKind.Done)
                _linkTimes.Note(descriptor, status, listedChange);
            _ = Libc.Close(descriptor);
        }
        return outcome;
    }

    /// <summary>Opens a file that is about to be removed, to learn afterwards what became of it.</summary>
    private int OpenToLook(DirectoryHandle directory, byte* name)
    {
        // On NFS an open file is renamed rather than removed; file systems without leases are found at the first file.
        if (_withoutLeases)
            return NotOpened;
        const int Flags = Libc.OReadOnly | Libc.ONonBlocking | Libc.OCloseOnExec;
        var descriptor = Libc.OpenAt(directory.Descriptor, name, Flags | Libc.ONoFollow | Libc.ONoAccessTime, 0);
        if (descriptor < 0 && Errno.Last == Errno.EPERM)
            descriptor = Libc.OpenAt(directory.Descriptor, name, Flags | Libc.ONoFollow, 0);
        if (descriptor >= 0)
            return descriptor;
        // Only somebody else's lease makes opening wait, so somebody has it open.
        return Errno.Last == Errno.EAGAIN ? Held : NotOpened;
    }

    /// <summary>
    /// Whether anyone else, in any PID namespace, has the file open: then a write lease is refused with EAGAIN (fcntl(2), F_SETLEASE).
    /// Other refusals tell nothing: it is another user's file, or the file system has no leases. Closing gives the lease back.
    /// </summary>
    private bool IsHeld(int descriptor)
    {
        if (Libc.FileControl(descriptor, Libc.FSetLease, Libc.FWriteLock) == 0)
            return false;
        var error = Errno.Last;
        _withoutLeases |= error == Errno.EINVAL;
        return error == Errno.EAGAIN;
    }
}
