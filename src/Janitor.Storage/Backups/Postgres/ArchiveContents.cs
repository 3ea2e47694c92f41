using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>The beginning of a dump of the custom format: its table of contents. Source: ReadHead and ReadToc of pg_backup_archiver.c.</summary>
internal sealed class ArchiveContents
{
    /// <summary>A sign and four bytes.</summary>
    internal const int IntegerSize = 5;

    private const int FixedSize = 11;
    private const byte Custom = 1;

    /// <summary>From PostgreSQL 9.0 on.</summary>
    private const int OldestMinor = 12;
    private const int NewestMinor = 16;

    private const int Times = 7;
    private static readonly byte[] Magic = "PGDMP"u8.ToArray();

    private byte[] _bytes = [];
    private int _taken;
    private int _minor;
    private int _offsetSize;
    private int _left = -1;

    /// <summary>Its entries, in order.</summary>
    public List<ArchiveEntry> Entries { get; } = [];

    /// <summary>Whether all of it was read.</summary>
    public bool IsRead => IsUnknown || _left == 0;

    /// <summary>Whether it is nothing that this knows.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>An integer as archives have it: its sign, then its bytes, the lowest first.</summary>
    public static int Integer(ReadOnlySpan<byte> bytes)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        return bytes[0] == 0 ? value : -value;
    }

    /// <summary>Writes a length as archives have it.</summary>
    public static void WriteLength(Span<byte> room, int length)
    {
        room[0] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], length);
    }

    /// <summary>The beginning of a dump, with entries that a restore does not drop before it makes them.</summary>
    /// <param name="contents">The beginning.</param>
    /// <param name="entries">The entries, in order.</param>
    public static ReadOnlyMemory<byte> WithoutDrops(ReadOnlyMemory<byte> contents, IEnumerable<ArchiveEntry> entries)
    {
        var (left, done) = (new ArrayBufferWriter<byte>(contents.Length), 0);
        foreach (var entry in entries)
        {
            left.Write(contents.Span[done..entry.Drop.Start.Value]);
            WriteLength(left.GetSpan(IntegerSize), 0);
            left.Advance(IntegerSize);
            done = entry.Drop.End.Value;
        }

        left.Write(contents.Span[done..]);
        return left.WrittenMemory;
    }

    /// <summary>Takes the bytes that come next.</summary>
    /// <returns>Those behind it; none while there is more to come.</returns>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes)
    {
        // What was left last time is a part of an entry.
        if (_bytes.Length > 0)
            bytes = (byte[])[.. _bytes, .. bytes];
        var reader = new Reader(bytes);
        var read = 0;
        while (!IsRead && (_left < 0 ? TryReadHead(ref reader) : TryReadEntry(ref reader)))
            read = reader.Position;
        _bytes = IsRead ? [] : bytes[read..].ToArray();
        _taken += read;
        return IsRead ? bytes[read..] : [];
    }

    private static T Number<T>(ReadOnlySpan<byte> digits)
        where T : struct, IBinaryInteger<T> => T.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : default;

    private bool TryReadHead(ref Reader reader)
    {
        if (reader.Take(FixedSize) is not { IsEmpty: false } head)
            return false;
        (var (major, minor), _minor, _offsetSize) = ((head[5], head[6]), head[6], head[9]);
        IsUnknown = !head.StartsWith(Magic) || major != 1 || minor is < OldestMinor or > NewestMinor || head[8] != IntegerSize - 1 || head[10] != Custom;
        if (IsUnknown)
            return true;
        // How it is compressed: not at all, or what follows would not be lines.
        var compression = _minor >= 15 ? reader.Take(1) is [var algorithm] ? algorithm : 0 : reader.TakeInteger();
        for (var i = 0; i < Times; i++)
            reader.TakeInteger();
        for (var i = 0; i < 3; i++)
            reader.TakeText();
        var entries = reader.TakeInteger();
        if (reader.IsShort)
            return false;
        IsUnknown = compression != 0 || entries < 0;
        _left = entries;
        return true;
    }

    private bool TryReadEntry(ref Reader reader)
    {
        var id = reader.TakeInteger();
        reader.TakeInteger();
        reader.TakeText();
        var oid = reader.TakeText();
        var name = reader.TakeText();
        var kind = reader.TakeText();
        var section = (ArchiveSection)reader.TakeInteger();
        // How it is made.
        reader.TakeText();
        var drop = _taken + reader.Position;
        reader.TakeText();
        var behindDrop = _taken + reader.Position;
        // How its data are copied.
        reader.TakeText();
        var schema = reader.TakeText();
        // Its tablespace, and from 1.14 on how its rows are stored.
        for (var i = 0; i < (_minor >= 14 ? 2 : 1); i++)
            reader.TakeText();
        if (_minor >= 16)
            reader.TakeInteger();
        // Its owner, and whether rows have OIDs.
        reader.TakeText();
        reader.TakeText();
        var dependencies = new List<int>();
        while (reader.TryTakeText(out var dependency))
            dependencies.Add(Number<int>(dependency));
        reader.Take(1 + _offsetSize);
        if (reader.IsShort)
            return false;
        _left--;
        Entries.Add(new ArchiveEntry
        {
            Id = id,
            Kind = Encoding.ASCII.GetString(kind),
            Schema = Encoding.UTF8.GetString(schema),
            Name = Encoding.UTF8.GetString(name),
            Section = section,
            Oid = Number<uint>(oid),
            Drop = drop..behindDrop,
            Dependencies = dependencies,
        });
        return true;
    }

    /// <summary>Takes one value after the other; what is taken when too little is there is nothing.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Position { get; private set; }

        /// <summary>Whether there was too little.</summary>
        public bool IsShort { get; private set; }

        public ReadOnlySpan<byte> Take(int size)
        {
            IsShort |= size > _bytes.Length - Position;
            if (IsShort)
                return [];
            Position += size;
            return _bytes.Slice(Position - size, size);
        }

        public int TakeInteger() => Take(IntegerSize) is { IsEmpty: false } bytes ? Integer(bytes) : 0;

        public ReadOnlySpan<byte> TakeText() => TryTakeText(out var text) ? text : [];

        /// <returns>Whether there is one: texts may be missing.</returns>
        public bool TryTakeText(out ReadOnlySpan<byte> text)
        {
            var size = TakeInteger();
            text = size > 0 ? Take(size) : [];
            return size >= 0 && !IsShort;
        }
    }
}
