using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Volumes;

/// <summary>What the headers of a member of a tar say of it, as bytes: names need not be text. Source: POSIX.1-2017, pax; GNU tar's manual, "Basic Tar Format" and "Storing Sparse Files".</summary>
internal sealed class TarHeader
{
    /// <summary>The length of all blocks, in bytes.</summary>
    public const int Block = 512;

    private readonly byte[] _block;
    private readonly Dictionary<string, byte[]> _extended;

    /// <param name="block">The member's own header.</param>
    /// <param name="extended">What a header before it says of it.</param>
    public TarHeader(ReadOnlySpan<byte> block, Dictionary<string, byte[]> extended) => (_block, _extended) = (block.ToArray(), extended);

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type(_block) == '5';

    /// <summary>Whether it is another name of a file that came before it.</summary>
    public bool IsHardLink => Type(_block) == '1';

    /// <summary>How many bytes follow it, without padding. A hard link has none, whatever its header says.</summary>
    public long Size => IsHardLink ? 0
        : _extended.TryGetValue("size", out var size) ? long.Parse(size, CultureInfo.InvariantCulture)
        : SizeOf(_block);

    /// <summary>Its path without <c>./</c> before it and a slash after it; empty for the root. That of a file with holes is a header of its own.</summary>
    public byte[] Path => Trimmed(_extended.GetValueOrDefault("GNU.sparse.name") ?? _extended.GetValueOrDefault("path") ?? ShortPath());

    /// <summary>Which file a hard link is, in the same form.</summary>
    public byte[] LinkPath => Trimmed(_extended.GetValueOrDefault("linkpath") ?? Field(157, 100));

    /// <summary>The kind of a header.</summary>
    public static char Type(ReadOnlySpan<byte> block) => (char)block[156];

    /// <summary>How many bytes a header says follow it: in octal, or when that is too long in 64 of 96 bits after a mark.</summary>
    public static long SizeOf(ReadOnlySpan<byte> block)
    {
        var field = block.Slice(124, 12);
        if ((field[0] & 0x80) != 0)
            return BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        var size = 0L;
        foreach (var digit in field.Trim(" \0"u8))
            size = digit is >= (byte)'0' and <= (byte)'7' ? (size << 3) | (uint)(digit - '0') : throw new BackupException(BackupProblem.Damaged, "a header of the tar has no size");
        return size;
    }

    /// <summary>Reads the records of an extended header: <c>LENGTH NAME=VALUE</c> and the end of a line, which values may have, too.</summary>
    public static void Read(ReadOnlySpan<byte> records, Dictionary<string, byte[]> into)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(records[..space], CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > records.Length)
                throw new BackupException(BackupProblem.Damaged, "an extended header of the tar cannot be understood");
            var record = records[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0)
                into[Encoding.UTF8.GetString(record[..equals])] = record[(equals + 1)..].ToArray();
            records = records[length..];
        }
    }

    private static byte[] Trimmed(ReadOnlySpan<byte> path)
    {
        if (path.StartsWith("."u8) && (path.Length == 1 || path[1] == '/'))
            path = path[1..];
        return path.Trim((byte)'/').ToArray();
    }

    private byte[] ShortPath()
    {
        var (name, prefix) = (Field(0, 100), Field(345, 155));
        return prefix.Length > 0 ? [.. prefix, (byte)'/', .. name] : name;
    }

    private byte[] Field(int start, int length)
    {
        var field = _block.AsSpan(start, length);
        var end = field.IndexOf((byte)0);
        return (end < 0 ? field : field[..end]).ToArray();
    }
}
