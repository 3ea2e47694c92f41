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
    /// <summary>The last line of a table's data, and the two empty ones that pg_dump puts behind it.</summary>
    private const ulong End = 0x5C2E0A0A0A;
    private const ulong EndMask = 0xFFFFFFFFFF;
    private const int EndSize = 5;
    private const int LinesOfEnd = 3;

    private readonly Dictionary<int, uint> _tables = [];
    private readonly Dictionary<uint, long> _rows = [];
    private readonly ArchiveBlocks _blocks = new();
    private ArchiveContents? _contents = new();
    private uint? _table;
    private long _size;
    private long _lines;
    private ulong _last;

    /// <summary>Rows of tables by their OID, after all bytes; of none when the archive is of a kind that is not known or has not come to its end.</summary>
    public IReadOnlyDictionary<uint, long> ByTable => _contents is null && _blocks.IsBetween ? _rows : new Dictionary<uint, long>();

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
                joined.Write(bytes);
            if (!_contents.IsRead || _contents.IsUnknown)
                return joined.Length;
            foreach (var entry in _contents.Entries.Where(entry => entry is { Kind: ArchiveEntry.TableData, Oid: > 0 }))
                _tables[entry.Id] = entry.Oid;
            _contents = null;
        }

        while (!bytes.IsEmpty)
            Take(_blocks.Read(ref bytes, out var token), token, ref joined);
        EndPiece(ref joined);
        return joined.Length;
    }

    /// <summary>There are no more.</summary>
    /// <param name="passed">Gets what was not passed yet: <see cref="JoinedDump.Spare"/> at most.</param>
    /// <returns>How many bytes it got.</returns>
    public int Finish(Span<byte> passed) => _blocks.Finish(passed);

    private void Take(ArchiveToken kind, scoped ReadOnlySpan<byte> token, ref JoinedDump passed)
    {
        if (kind == ArchiveToken.Piece)
            passed.Join(token);
        // Another piece goes on with the one before it.
        if (kind is ArchiveToken.Piece or ArchiveToken.Length or ArchiveToken.Nothing)
            return;
        EndPiece(ref passed);
        passed.Write(token);
        if (kind == ArchiveToken.Entry)
        {
            _table = _blocks.HasRows && _tables.TryGetValue(_blocks.Value, out var table) ? table : null;
            (_size, _lines, _last) = (0, 0, 0);
        }
        else if (kind == ArchiveToken.End && _blocks.HasRows)
        {
            Count();
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
