namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// What comes behind the table of contents in a dump of the custom format, read as it passes. The bytes of all tokens together are all bytes of the data, and of what <see cref="Finish"/> gives.
/// Source: pg_backup_custom.c, https://git.postgresql.org.
/// </summary>
internal sealed class ArchiveBlocks
{
    private const byte RowsBlock = 1;
    private const byte LargeObjectsBlock = 3;

    private readonly byte[] _integer = new byte[ArchiveContents.IntegerSize];
    private ArchiveToken _next = ArchiveToken.Block;
    private int _inInteger;
    private int _left;

    /// <summary>Whether the block has rows, and not large objects.</summary>
    public bool HasRows { get; private set; }

    /// <summary>The integer that was read last: an entry's number, a large object's OID, a length.</summary>
    public int Value { get; private set; }

    /// <summary>Whether a block may begin here, or the dump end.</summary>
    public bool IsBetween => _next == ArchiveToken.Block;

    /// <summary>Reads a token.</summary>
    /// <param name="bytes">The bytes that come next, not none; then those behind the token.</param>
    /// <param name="token">Its bytes; good until the next call.</param>
    public ArchiveToken Read(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> token)
    {
        var read = _next;
        switch (read)
        {
            case ArchiveToken.Block:
                HasRows = bytes[0] == RowsBlock;
                _next = bytes[0] is RowsBlock or LargeObjectsBlock ? ArchiveToken.Entry : ArchiveToken.Unknown;
                token = Take(ref bytes, 1);
                return _next == ArchiveToken.Unknown ? _next : read;
            case ArchiveToken.Piece:
                token = Take(ref bytes, Math.Min(_left, bytes.Length));
                _left -= token.Length;
                if (_left == 0)
                    _next = ArchiveToken.Length;
                return read;
            case ArchiveToken.Unknown:
                token = Take(ref bytes, bytes.Length);
                return read;
            default:
                var part = Take(ref bytes, Math.Min(bytes.Length, ArchiveContents.IntegerSize - _inInteger));
                part.CopyTo(_integer.AsSpan(_inInteger));
                _inInteger += part.Length;
                token = _inInteger < ArchiveContents.IntegerSize ? [] : _integer;
                return token.IsEmpty ? ArchiveToken.Nothing : TakeInteger();
        }
    }

    /// <summary>Gives back the end of the piece that was read last: it is read again.</summary>
    /// <param name="end">The end; it may be nothing.</param>
    public void Return(ReadOnlySpan<byte> end)
    {
        if (end.IsEmpty)
            return;
        _left += end.Length;
        _next = ArchiveToken.Piece;
    }

    /// <summary>There are no more bytes.</summary>
    /// <param name="room">Gets the beginning of an integer whose end has not come.</param>
    /// <returns>How many bytes that is; none when this was called before.</returns>
    public int Finish(Span<byte> room)
    {
        var length = _inInteger;
        _integer.AsSpan(0, length).CopyTo(room);
        _inInteger = 0;
        return length;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    /// <returns>What the integer is; an end in the place of a length.</returns>
    private ArchiveToken TakeInteger()
    {
        (_inInteger, Value) = (0, ArchiveContents.Integer(_integer));
        var read = (_next, Value) switch
        {
            (ArchiveToken.Length, < 0) => ArchiveToken.Unknown,
            (ArchiveToken.Length, 0) => ArchiveToken.End,
            _ => _next,
        };
        _left = Value;
        _next = read switch
        {
            ArchiveToken.Unknown => ArchiveToken.Unknown,
            ArchiveToken.Length => ArchiveToken.Piece,
            ArchiveToken.Entry => HasRows ? ArchiveToken.Length : ArchiveToken.LargeObject,
            ArchiveToken.LargeObject => Value == 0 ? ArchiveToken.Block : ArchiveToken.Length,
            _ => HasRows ? ArchiveToken.Block : ArchiveToken.LargeObject,
        };
        return read;
    }
}
