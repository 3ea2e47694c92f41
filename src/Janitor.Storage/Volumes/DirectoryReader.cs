using System.Runtime.CompilerServices;

namespace Janitor.Storage.Volumes;

/// <summary>
/// Reads directories, one after the other, through one buffer. Where that is of use, entries come in the order of their inode numbers: an ext4
/// directory has them in the order of a hash, and to examine or unlink files in that order touches the inode table all over, again and again.
/// A directory whose entries do not fit into the buffer is ordered a buffer at a time.
/// </summary>
internal sealed unsafe class DirectoryReader
{
    // struct linux_dirent64: u64 d_ino, s64 d_off, u16 d_reclen, u8 d_type, char d_name[].
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    /// <summary>Linux fills at most what is asked for, most file systems well over 64 KiB.</summary>
    private const int FirstBytes = 64 * 1024;

    /// <summary>With less room than this, getdents64 may not have any for the next entry: a name has 255 characters, of 4 bytes at most.</summary>
    private const int EntryBytes = 2048;

    private readonly int _orderedBytes;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(FirstBytes);
    private ulong[] _inodes = [];
    private int[] _entries = [];
    private int _directory = -1;
    private bool _ended;
    private int _count;
    private int _next;
    private int _current;

    /// <param name="orderedBytes">How large the buffer may grow to order entries; 0 (the default): they come as the file system has them.</param>
    public DirectoryReader(int orderedBytes = 0) => _orderedBytes = orderedBytes;

    /// <summary>The error number that ended the reading; 0 after a whole directory.</summary>
    public int Error { get; private set; }

    /// <summary>The entry's name; valid until the next entry is read.</summary>
    public ReadOnlySpan<byte> Name
    {
        get
        {
            var name = _buffer.AsSpan(_current + NameAt, LengthOf(_current) - NameAt);
            return name[..name.IndexOf((byte)0)];
        }
    }

    /// <summary>What kind of entry it is, as far as the directory tells.</summary>
    public EntryType Type => (EntryType)_buffer[_current + TypeAt];

    public void Begin(DirectoryHandle directory)
    {
        _directory = directory.Descriptor;
        _ended = false;
        _next = _count = 0;
        Error = 0;
    }

    /// <summary>Goes to the next entry, leaving out the directory itself and its parent; false at the end.</summary>
    public bool Read()
    {
        while (_next < _count || Fill())
        {
            _current = _entries[_next++];
            if (!IsDots(_buffer.AsSpan(_current + NameAt, 3)))
                return true;
        }
        return false;
    }

    private static bool IsDots(ReadOnlySpan<byte> name) =>
        name[0] == (byte)'.' && (name[1] == 0 || (name[1] == (byte)'.' && name[2] == 0));

    private bool Fill()
    {
        var filled = 0;
        while (!_ended && HasRoom(filled) && (filled == 0 || _orderedBytes > 0))
        {
            fixed (byte* buffer = _buffer)
            {
                var read = Libc.GetDirectoryEntries(_directory, buffer + filled, (nuint)(_buffer.Length - filled));
                Error = read < 0 ? Errno.Last : 0;
                _ended = read <= 0;
                filled += (int)Math.Max(read, 0);
            }
        }
        Index(filled);
        return _count > 0;
    }

    private bool HasRoom(int filled)
    {
        if (_buffer.Length - filled >= EntryBytes)
            return true;
        if (2L * _buffer.Length > _orderedBytes)
            return false;
        Array.Resize(ref _buffer, 2 * _buffer.Length);
        return true;
    }

    private void Index(int filled)
    {
        _next = _count = 0;
        for (var at = 0; at < filled; at += LengthOf(at))
        {
            if (_count == _entries.Length)
                Grow();
            _inodes[_count] = Unsafe.ReadUnaligned<ulong>(ref _buffer[at]);
            _entries[_count++] = at;
        }
        if (_orderedBytes > 0)
            _inodes.AsSpan(0, _count).Sort(_entries.AsSpan(0, _count));
    }

    private int LengthOf(int entry) => Unsafe.ReadUnaligned<ushort>(ref _buffer[entry + LengthAt]);

    private void Grow()
    {
        var length = Math.Max(256, 2 * _entries.Length);
        Array.Resize(ref _inodes, length);
        Array.Resize(ref _entries, length);
    }
}
