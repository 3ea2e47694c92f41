namespace Janitor.Storage.Volumes;

/// <summary>
/// Removes the directories below a target that this run has emptied, and those found empty and unmodified for long enough, from the bottom up.
/// rmdir removes only what is empty, so a file that is made at the last moment keeps its directory.
/// </summary>
internal sealed class EmptyDirectories(DirectoryHandle target, HashSet<(ulong Device, ulong Inode)> emptied, DateTimeOffset unmodifiedSince)
{
    private readonly long _oldBefore = (unmodifiedSince - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    private readonly DirectoryReader _reader = new();

    public void Remove(CancellationToken cancellationToken)
    {
        if (target.OpenAgain(out _) is not { } start)
            return;
        var path = new Stack<Level>();
        path.Push(Enter(start));
        while (path.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (level.Directories.Count == 0)
                Leave(path);
            else if (level.Directory.Open(level.Directories.Take(), out _) is { } next)
                path.Push(Enter(next));
            else
                level.IsOccupied = true;
        }
    }

    private Level Enter(DirectoryHandle directory)
    {
        var level = new Level(directory) { WasEmptied = emptied.Contains((directory.Device, directory.Inode)) };
        _reader.Begin(directory);
        while (_reader.Read())
        {
            if (directory.IsTarget && _reader.Name.SequenceEqual(ReservedFolder.Name))
                continue;
            if (_reader.Type is EntryType.Directory or EntryType.Unknown)
                level.Directories.Add(_reader.Name);
            else
                level.IsOccupied = true;
        }
        level.IsOccupied |= _reader.Error != 0;
        return level;
    }

    private void Leave(Stack<Level> path)
    {
        var level = path.Pop();
        var directory = level.Directory;
        if (path.TryPeek(out var parent))
        {
            var goes = !level.IsOccupied && (level.WasEmptied || directory.ModifiedAt < _oldBefore) && directory.TryRemove();
            parent.WasEmptied |= goes && level.WasEmptied;
            parent.IsOccupied |= !goes;
        }
        directory.Release();
    }

    /// <summary>A directory on the way down.</summary>
    private sealed class Level(DirectoryHandle directory)
    {
        public DirectoryHandle Directory { get; } = directory;

        public NameList Directories { get; } = new();

        /// <summary>Whether it holds something that stays.</summary>
        public bool IsOccupied { get; set; }

        /// <summary>Whether this run removed something from it.</summary>
        public bool WasEmptied { get; set; }
    }
}
