namespace Janitor.Storage.Volumes;

/// <summary>
/// Goes from directory to directory by their paths below the target, component by component and never through a link, keeping open what the
/// next path shares with the last.
/// </summary>
internal sealed class PathCursor(DirectoryHandle target) : IDisposable
{
    private DirectoryHandle _current = target.Retain();

    /// <summary>The mode of directories that are made without a model, from which the process' mask is taken; 0700 by default.</summary>
    public uint Mode { get; init; } = 0x1C0;

    /// <summary>Goes to a directory.</summary>
    /// <returns>The directory, open until the next move; else null as <see cref="DirectoryHandle.Open(ReadOnlySpan{byte}, out int)"/>.</returns>
    public DirectoryHandle? MoveTo(ReadOnlySpan<byte> path, out int error) => Move(path, making: false, null, out error);

    /// <summary>Goes to a directory, and makes what is missing of it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="model">
    /// Each directory made gets the mode and, where allowed, the owner of this one, its parent's those of this one's parent, and so on up to
    /// the target; above that and without a model they have <see cref="Mode"/>.
    /// </param>
    /// <param name="error">As for <see cref="MoveTo"/>.</param>
    public DirectoryHandle? Make(ReadOnlySpan<byte> path, DirectoryHandle? model, out int error) => Move(path, making: true, model, out error);

    /// <inheritdoc/>
    public void Dispose() => _current.Release();

    private unsafe int TryMake(DirectoryHandle parent, ReadOnlySpan<byte> name, DirectoryHandle? model, out DirectoryHandle? made)
    {
        made = null;
        byte[] terminated = [.. name, 0];
        fixed (byte* pointer = terminated)
        {
            if (Libc.MakeDirectoryAt(parent.Descriptor, pointer, Mode) < 0 && Errno.Last != Errno.EEXIST)
                return Errno.Last;
        }
        made = parent.Open(name, out var error);
        if (made is not null && model is not null)
        {
            // Only root may give it away; others are their own files' owners anyway. The order matters: chown clears set-id bits.
            _ = Libc.ChangeOwner(made.Descriptor, model.User, model.Group);
            _ = Libc.ChangeMode(made.Descriptor, model.Permissions);
        }
        return error;
    }

    private static DirectoryHandle? Ancestor(DirectoryHandle? directory, int generations)
    {
        while (generations-- > 0 && directory is { IsTarget: false })
            directory = directory.Parent;
        return directory is { IsTarget: false } ? directory : null;
    }

    private DirectoryHandle? Move(ReadOnlySpan<byte> path, bool making, DirectoryHandle? model, out int error)
    {
        error = 0;
        if (!_current.IsInPlace())
            Replace(target.Retain());
        while (!IsOnTheWay(path))
            Replace(_current.Parent!.Retain());
        while (_current.Path.Length < path.Length)
        {
            var rest = path[(_current.Path.Length == 0 ? 0 : _current.Path.Length + 1)..];
            var name = rest.IndexOf((byte)'/') is >= 0 and var slash ? rest[..slash] : rest;
            var next = _current.Open(name, out error);
            if (next is null && error == Errno.ENOENT && making)
                error = TryMake(_current, name, Ancestor(model, rest.Count((byte)'/')), out next);
            if (next is null)
                return null;
            Replace(next);
        }
        return _current;
    }

    private bool IsOnTheWay(ReadOnlySpan<byte> path) => _current.Path.Length == 0
        || (path.StartsWith(_current.Path) && (path.Length == _current.Path.Length || path[_current.Path.Length] == (byte)'/'));

    private void Replace(DirectoryHandle next)
    {
        _current.Release();
        _current = next;
    }
}
