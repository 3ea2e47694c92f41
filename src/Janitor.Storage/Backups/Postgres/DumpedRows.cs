using System.Buffers.Binary;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// Counts the rows of each table in a dump of the custom format while it passes: that costs no second scan of the tables, and is what a restore brings. The data of a table are the lines of
/// COPY's text format, in which no value holds the end of a line, and a last line <c>\.</c>. What passes has longer pieces (<see cref="JoinedDump"/>).
/// What is not understood is not counted, and passes as it is. Source: pg_backup_archiver.c (WriteHead, WriteToc), pg_backup_custom.c and dumpTableData_copy of pg_dump.c,
/// https://git.postgresql.org.
/// </summary>
internal sealed class DumpedRows
{
    private const byte DataBlock = 1;
    private const byte LargeObjectsBlock = 3;

    /// <summary>The last line of a table's data, and the two empty ones that pg_dump puts behind it.</summary>
    private const ulong End = 0x5C2E0A0A0A;
    private const ulong EndMask = 0xFFFFFFFFFF;
    private const int EndSize = 5;
    private const int LinesOfEnd = 3;

    private readonly Dictionary<int, uint> _tables = [];
    private readonly Dictionary<uint, long> _rows = [];
    private readonly byte[] _integer = new byte[ArchiveContents.IntegerSize];
    private ArchiveContents? _contents = new();
    private Step _step = Step.Block;
    private int _inInteger;
    private bool _isData;
    private uint? _table;
    private int _left;
    private long _size;
    private long _lines;
    private ulong _last;

    private enum Step
    {
        /// <summary>A block begins, or the archive ends.</summary>
        Block,

        /// <summary>Which entry of the table of contents it belongs to.</summary>
        Entry,

        /// <summary>Which large object comes; none ends the block.</summary>
        LargeObject,

        /// <summary>How long a piece is; nothing ends the data.</summary>
        Length,

        /// <summary>A piece.</summary>
        Piece,

        /// <summary>It is not what this knows.</summary>
        Unknown,
    }

    /// <summary>Rows of tables by their OID, after all bytes; of none when the archive is of a kind that is not known or has not come to its end.</summary>
    public IReadOnlyDictionary<uint, long> ByTable => _contents is null && _step == Step.Block ? _rows : new Dictionary<uint, long>();

    /// <summary>Takes the bytes that come next.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="passed">Gets them: as many, and <see cref="JoinedDump.Spare"/>, at most.</param>
    /// <returns>How many bytes it got.</returns>
    public int Take(ReadOnlySpan<byte> bytes, Span<byte> passed)
    {
        var joined = new JoinedDump(passed);
        if (_contents is not null)
        {
            var behind = _contents.Take(bytes);
            joined.Write(bytes[..^behind.Length]);
            bytes = behind;
            if (_contents.IsUnknown)
                _step = Step.Unknown;
            if (!_contents.IsRead)
                return joined.Length;
            foreach (var entry in _contents.Entries.Where(entry => entry is { Kind: ArchiveEntry.TableData, Oid: > 0 }))
                _tables[entry.Id] = entry.Oid;
            _contents = null;
        }

        while (!bytes.IsEmpty)
            bytes = bytes[TakeStep(bytes, ref joined)..];
        EndPiece(ref joined);
        return joined.Length;
    }

    /// <summary>There are no more.</summary>
    /// <param name="passed">Gets what was not passed yet: <see cref="JoinedDump.Spare"/> at most.</param>
    /// <returns>How many bytes it got; none when this was called before.</returns>
    public int Finish(Span<byte> passed)
    {
        var left = _inInteger;
        _integer.AsSpan(0, left).CopyTo(passed);
        _inInteger = 0;
        return left;
    }

    /// <returns>How many bytes it took.</returns>
    private int TakeStep(ReadOnlySpan<byte> bytes, ref JoinedDump passed)
    {
        switch (_step)
        {
            case Step.Block:
                _isData = bytes[0] == DataBlock;
                _step = bytes[0] is DataBlock or LargeObjectsBlock ? Step.Entry : Step.Unknown;
                passed.Write(bytes[..1]);
                return 1;
            case Step.Piece:
                var piece = bytes[..Math.Min(_left, bytes.Length)];
                passed.Join(piece);
                _left -= piece.Length;
                if (_left == 0)
                    _step = Step.Length;
                return piece.Length;
            case Step.Unknown:
                passed.Write(bytes);
                return bytes.Length;
            default:
                var taken = Math.Min(bytes.Length, ArchiveContents.IntegerSize - _inInteger);
                bytes[..taken].CopyTo(_integer.AsSpan(_inInteger));
                _inInteger += taken;
                if (_inInteger == ArchiveContents.IntegerSize)
                    TakeInteger(ref passed);
                return taken;
        }
    }

    private void TakeInteger(ref JoinedDump passed)
    {
        _inInteger = 0;
        var value = ArchiveContents.Integer(_integer);
        // Another piece goes on with the one before it.
        if (_step != Step.Length || value <= 0)
        {
            EndPiece(ref passed);
            passed.Write(_integer);
        }

        _step = After(_step, value);
    }

    private Step After(Step step, int value)
    {
        switch (step)
        {
            case Step.Entry:
                _table = _isData && _tables.TryGetValue(value, out var table) ? table : null;
                (_size, _lines, _last) = (0, 0, 0);
                return _isData ? Step.Length : Step.LargeObject;
            case Step.LargeObject:
                return value == 0 ? Step.Block : Step.Length;
            case Step.Length when value > 0:
                _left = value;
                return Step.Piece;
            case Step.Length when value < 0:
                return Step.Unknown;
            case Step.Length when _isData:
                Count();
                return Step.Block;
            default:
                return Step.LargeObject;
        }
    }

    private void EndPiece(ref JoinedDump passed)
    {
        var piece = passed.EndPiece();
        _size += piece.Length;
        _lines += piece.Count((byte)'\n');
        if (piece.Length >= sizeof(ulong))
        {
            _last = BinaryPrimitives.ReadUInt64BigEndian(piece[^sizeof(ulong)..]);
            return;
        }

        foreach (var one in piece)
            _last = (_last << 8) | one;
    }

    /// <summary>A table's data have ended. They are counted when they end as they should.</summary>
    private void Count()
    {
        var beforeEnd = (byte)(_last >> (8 * EndSize));
        if (_table is { } table && (_last & EndMask) == End && (_size == EndSize || beforeEnd == (byte)'\n'))
            _rows[table] = _lines - LinesOfEnd;
    }
}
