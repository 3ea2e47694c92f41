using System.Text;
using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Volumes;

/// <summary>
/// Passes those members of a tar on that are meant, each byte of them as it is, with the directories above them. tar's own patterns are not those of Janitor: a <c>*</c> of theirs stops at
/// no slash, or at each, and what is below a match is one, too.
/// </summary>
/// <param name="destination">Takes the tar that is left. It is disposed of with this.</param>
/// <param name="accepts">Whether a path is meant; the root's is empty.</param>
internal sealed class TarFilter(Stream destination, Func<byte[], bool> accepts) : Stream
{
    private readonly byte[] _block = new byte[TarHeader.Block];

    /// <summary>Directories above what comes now, which were not passed on yet, as they were.</summary>
    private readonly List<(byte[] Path, byte[] Raw)> _above = [];

    /// <summary>What came of a member before its own header.</summary>
    private readonly MemoryStream _before = new();

    private readonly Dictionary<string, byte[]> _extended = new(StringComparer.Ordinal);
    private int _filled;

    /// <summary>What is to come of the data that follows the last header, with its padding.</summary>
    private long _data;
    private (int Start, int Length)? _records;
    private bool _passes;
    private bool _ended;

    /// <summary>How many members were passed on that were meant themselves.</summary>
    public long Accepted { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="BackupException">It is not such a tar, or a hard link is meant without the file that it is.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_ended)
            {
                await destination.WriteAsync(buffer, cancellationToken);
                return;
            }

            var taken = (int)Math.Min(buffer.Length, _data > 0 ? _data : _block.Length - _filled);
            await TakeAsync(buffer[..taken], cancellationToken);
            buffer = buffer[taken..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        await base.DisposeAsync();
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> taken, CancellationToken cancellationToken)
    {
        if (_data == 0)
        {
            taken.CopyTo(_block.AsMemory(_filled));
            _filled += taken.Length;
            if (_filled < _block.Length)
                return;
            _filled = 0;
            await HeaderAsync(cancellationToken);
            return;
        }

        _data -= taken.Length;
        if (_records is not null)
            _before.Write(taken.Span);
        else if (_passes)
            await destination.WriteAsync(taken, cancellationToken);
        if (_data == 0)
            EndRecords();
    }

    private async ValueTask HeaderAsync(CancellationToken cancellationToken)
    {
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            _ended = true;
            await destination.WriteAsync(_block, cancellationToken);
            return;
        }

        switch (TarHeader.Type(_block))
        {
            case 'x':
                _before.Write(_block);
                var length = TarHeader.SizeOf(_block);
                _data = Padded(length);
                _records = ((int)_before.Length, checked((int)length));
                EndRecords();
                break;
            case 'g' or 'L' or 'K' or 'S':
                throw new BackupException(BackupProblem.Damaged, "the tar is not of the format that Janitor writes");
            default:
                await MemberAsync(new TarHeader(_block, _extended), cancellationToken);
                break;
        }
    }

    private async ValueTask MemberAsync(TarHeader header, CancellationToken cancellationToken)
    {
        _before.Write(_block);
        var raw = _before.ToArray();
        _before.SetLength(0);
        var (path, linked) = (header.Path, header.IsHardLink ? header.LinkPath : null);
        _data = Padded(header.Size);
        _extended.Clear();
        _above.RemoveAll(directory => !IsAbove(directory.Path, path));
        _passes = accepts(path);
        if (!_passes)
        {
            if (header.IsDirectory && path.Length > 0)
                _above.Add((path, raw));
            return;
        }

        Accepted++;
        // Linked to what is there by that name, it would be whatever that holds.
        if (linked is not null && !accepts(linked))
            throw new BackupException(BackupProblem.TargetRefused, $"{Text(path)} is a hard link to {Text(linked)}, which is not chosen: include that, too");
        foreach (var directory in _above)
            await destination.WriteAsync(directory.Raw, cancellationToken);
        _above.Clear();
        await destination.WriteAsync(raw, cancellationToken);
    }

    private void EndRecords()
    {
        if (_data > 0 || _records is not var (start, length))
            return;
        TarHeader.Read(_before.GetBuffer().AsSpan(start, length), _extended);
        _records = null;
    }

    private static string Text(byte[] path) => Encoding.UTF8.GetString(path);

    private static bool IsAbove(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path) => path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory);

    private static long Padded(long size) => (size + TarHeader.Block - 1) / TarHeader.Block * TarHeader.Block;
}
