using System.Buffers;
using System.Buffers.Binary;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A dump of the custom format with long pieces in the place of short ones. pg_dump that does not compress writes a piece for each row, and who restores it sends the server a message for each:
/// a tenth of the whole work. How data are cut into pieces means nothing. Source: WriteDataToArchiveNone of compress_io.c, PQputCopyData of libpq.
/// </summary>
internal sealed class JoinedDump
{
    /// <summary>How long a piece gets, in bytes.</summary>
    internal const int Most = 64 << 10;

    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly byte[] _piece = new byte[ArchiveContents.IntegerSize + Most];
    private int _size;
    private int _taken;

    /// <summary>Whether nothing can be taken.</summary>
    public bool IsEmpty => _taken == _ready.WrittenCount;

    /// <summary>Adds what is no piece. The piece before it is at its end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        EndPiece();
        _ready.Write(bytes);
    }

    /// <summary>Adds to the piece.</summary>
    public void Join(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, Most - _size);
            bytes[..length].CopyTo(_piece.AsSpan(ArchiveContents.IntegerSize + _size));
            _size += length;
            bytes = bytes[length..];
            if (_size == Most)
                EndPiece();
        }
    }

    /// <summary>Takes what is ready.</summary>
    /// <returns>How many bytes were.</returns>
    public int MoveTo(Span<byte> destination)
    {
        var bytes = _ready.WrittenSpan[_taken..];
        bytes = bytes[..Math.Min(bytes.Length, destination.Length)];
        bytes.CopyTo(destination);
        _taken += bytes.Length;
        if (IsEmpty)
        {
            _ready.ResetWrittenCount();
            _taken = 0;
        }

        return bytes.Length;
    }

    private void EndPiece()
    {
        if (_size == 0)
            return;
        BinaryPrimitives.WriteInt32LittleEndian(_piece.AsSpan(1), _size);
        _ready.Write(_piece.AsSpan(0, ArchiveContents.IntegerSize + _size));
        _size = 0;
    }
}
