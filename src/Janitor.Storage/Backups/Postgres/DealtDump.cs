using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// Deals a dump of the custom format, which is not compressed, out to several programs while it passes. Each gets all blocks of rows, but of the rows in them a share: when it has a lot it is the
/// turn of another that waits for one. The first gets the large objects. What each gets is a dump by itself: the line that ends a table's rows goes to whoever has the last of them, and COPY
/// ends as well where its input does.
/// </summary>
/// <param name="begin">Is given the table of contents, in bytes and as entries, and gives a share for each program.</param>
internal sealed class DealtDump(Func<ReadOnlyMemory<byte>, IReadOnlyList<ArchiveEntry>, CancellationToken, Task<IReadOnlyList<DumpShare>>> begin) : Stream
{
    /// <summary>A lot, in bytes: some 20 ms of the server's work.</summary>
    private const int Lot = 1 << 20;

    /// <summary>More than that is not gathered, also where no row ends.</summary>
    private const int Most = 2 * Lot;

    private readonly ArchiveContents _contents = new();
    private readonly ArchiveBlocks _blocks = new();
    private readonly MemoryStream _head = new();
    private IReadOnlyList<DumpShare>? _shares;
    private byte _kind;
    private int _turn;
    private bool _isRowEnd;
    private bool _hasLot;
    private bool _isFull;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="BackupException">It is not such a dump, or a program did not succeed.</exception>
    /// <exception cref="IOException">All programs have ended with what they wanted.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_shares is null)
        {
            var behind = _contents.Take(buffer.Span).Length;
            _head.Write(buffer.Span[..^behind]);
            buffer = buffer[^behind..];
            if (_contents.IsUnknown)
                throw Unknown();
            if (!_contents.IsRead)
                return;
            _shares = await begin(_head.GetBuffer().AsMemory(0, (int)_head.Length), _contents.Entries, cancellationToken);
        }

        while (!buffer.IsEmpty)
        {
            if (_shares.All(share => share.HasAll))
                throw new IOException("no more of it is wanted");
            buffer = buffer[Deal(buffer.Span, _shares)..];
            foreach (var share in _shares.Where((share, number) => share.Length >= Most || (_hasLot && number == _turn)))
                await share.SendAsync(cancellationToken);
            _isFull = false;
            if (_hasLot)
                (_turn, _hasLot) = (await NextAsync(_shares, cancellationToken), false);
        }
    }

    /// <summary>Sends all that was not sent, after the last byte was written.</summary>
    /// <exception cref="BackupException">It is not such a dump, or a program did not succeed.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_shares is null || !(_blocks.IsBetween || _shares.All(share => share.HasAll)))
            throw Unknown();
        await Task.WhenAll(_shares.Select(share => share.EndAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    private static BackupException Unknown() => new(BackupProblem.UnknownVersion, "it is a dump of a kind that this Janitor does not know: take a newer one");

    /// <summary>Whose turn is next: of those that have room.</summary>
    private async Task<int> NextAsync(IReadOnlyList<DumpShare> shares, CancellationToken cancellationToken)
    {
        await Task.WhenAny(shares.Select(share => share.Sent)).WaitAsync(cancellationToken);
        var others = Enumerable.Range(1, shares.Count).Select(i => (_turn + i) % shares.Count);
        return others.First(other => shares[other].Sent.IsCompleted);
    }

    /// <summary>Deals, until somebody has a lot.</summary>
    /// <returns>How many bytes were dealt.</returns>
    private int Deal(ReadOnlySpan<byte> bytes, IReadOnlyList<DumpShare> shares)
    {
        var rest = bytes;
        while (!rest.IsEmpty && !_hasLot && !_isFull)
        {
            switch (_blocks.Read(ref rest, out var token))
            {
                case ArchiveToken.Block:
                    _kind = token[0];
                    break;
                case ArchiveToken.Entry:
                    _isRowEnd = true;
                    WriteToAll([_kind], shares);
                    WriteToAll(token, shares);
                    break;
                case ArchiveToken.Piece when _blocks.HasRows:
                    var dealt = DealRows(token, shares[_turn]);
                    _blocks.Return(token[dealt..]);
                    rest = bytes[^(rest.Length + token.Length - dealt)..];
                    break;
                case ArchiveToken.Piece:
                    WritePiece(token, shares[0]);
                    break;
                case ArchiveToken.End or ArchiveToken.LargeObject:
                    WriteToAll(token, shares);
                    break;
                case ArchiveToken.Unknown:
                    throw Unknown();
                default:
                    break;
            }
        }

        return bytes.Length - rest.Length;
    }

    /// <summary>Rows concern all, large objects the first.</summary>
    private void WriteToAll(ReadOnlySpan<byte> bytes, IReadOnlyList<DumpShare> shares)
    {
        foreach (var share in _blocks.HasRows ? shares : [shares[0]])
            share.Write(bytes);
    }

    /// <summary>Gives rows, until that is a lot.</summary>
    /// <returns>How many bytes it gave.</returns>
    private int DealRows(ReadOnlySpan<byte> rows, DumpShare share)
    {
        var wanted = Math.Max(0, Lot - share.Length);
        var cut = wanted < rows.Length ? NextRow(rows, wanted) : -1;
        _hasLot = cut >= 0;
        var given = _hasLot ? rows[..cut] : rows;
        if (!given.IsEmpty)
        {
            _isRowEnd = given[^1] == (byte)'\n';
            WritePiece(given, share);
        }

        return given.Length;
    }

    private void WritePiece(ReadOnlySpan<byte> bytes, DumpShare share)
    {
        share.WritePiece(bytes);
        _isFull |= share.Length >= Most;
    }

    /// <summary>Where a row begins that may be another's. It is not one that begins as what ends a table's rows does, <c>\.</c> and two empty lines, for that is one.</summary>
    /// <returns>-1 when none begins in these bytes.</returns>
    private int NextRow(ReadOnlySpan<byte> rows, int from)
    {
        for (var at = from; at < rows.Length; at++)
        {
            var isRow = at == 0 ? _isRowEnd : rows[at - 1] == (byte)'\n';
            if (isRow && rows[at] is not ((byte)'\\' or (byte)'\n'))
                return at;
            var end = rows[at..].IndexOf((byte)'\n');
            if (end < 0)
                return -1;
            at += end;
        }

        return -1;
    }
}
