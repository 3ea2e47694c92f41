namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A stretch of a dump of the custom format that is written with long pieces in the place of short ones. pg_dump that does not compress writes a piece for each row, and who restores it sends
/// the server a message for each. How data are cut into pieces means nothing. Source: WriteDataToArchiveNone of compress_io.c, PQputCopyData of libpq.
/// </summary>
/// <param name="room">Where it goes: as many bytes as are read, and <see cref="Spare"/>.</param>
internal ref struct JoinedDump(Span<byte> room)
{
    /// <summary>How much longer it may be than what was read, in bytes: an integer of which a part was read before, and the length of a piece that began before.</summary>
    public const int Spare = 2 * ArchiveContents.IntegerSize;

    private readonly Span<byte> _room = room;
    private int _piece = -1;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>Adds what is no piece. A piece has to be ended before.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Adds to the piece, or begins one.</summary>
    public void Join(scoped ReadOnlySpan<byte> bytes)
    {
        if (_piece < 0)
        {
            Length += ArchiveContents.IntegerSize;
            _piece = Length;
        }

        Write(bytes);
    }

    /// <summary>Ends the piece, if there is one.</summary>
    /// <returns>What is in it.</returns>
    public ReadOnlySpan<byte> EndPiece()
    {
        if (_piece < 0)
            return [];
        var piece = _room[_piece..Length];
        ArchiveContents.WriteLength(_room[(_piece - ArchiveContents.IntegerSize)..], piece.Length);
        _piece = -1;
        return piece;
    }
}
