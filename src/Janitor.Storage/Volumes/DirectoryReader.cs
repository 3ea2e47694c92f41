using System.Runtime.CompilerServices;

namespace Janitor.Storage.Volumes;

/// <summary>Reads directories, one after the other, through one buffer.</summary>
internal sealed unsafe class DirectoryReader
{
    // struct linux_dirent64: u64 d_ino, s64 d_off, u16 d_reclen, u8 d_type, char d_name[].
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private readonly byte[] _buffer;
    private int _directory = -1;
    private int _next;
    private int _filled;
    private int _current;

    /// <param name="bufferLength">Bytes read at a time; Linux fills at most what is asked for, most file systems well over 64 KiB.</param>
    public DirectoryReader(int bufferLength = 64 * 1024) =>
        _buffer = GC.AllocateUninitializedArray<byte>(bufferLength, pinned: true);

    /// <summary>The error number that ended the reading; 0 after a whole directory.</summary>
    public int Error { get; private set; }

    /// <summary>The entry's name; valid until the next entry is read.</summary>
    public ReadOnlySpan<byte> Name
    {
        get
        {
            var name = _buffer.AsSpan(_current + NameAt, _next - _current - NameAt);
            return name[..name.IndexOf((byte)0)];
        }
    }

    /// <summary>What kind of entry it is, as far as the directory tells.</summary>
    public EntryType Type => (EntryType)_buffer[_current + TypeAt];

    public void Begin(DirectoryHandle directory)
    {
        _directory = directory.Descriptor;
        _next = _filled = 0;
        Error = 0;
    }

    /// <summary>Goes to the next entry, leaving out the directory itself and its parent; false at the end.</summary>
    public bool Read()
    {
        while (_next < _filled || Fill())
        {
            _current = _next;
            _next += Unsafe.ReadUnaligned<ushort>(ref _buffer[_current + LengthAt]);
            if (!IsDots(_buffer.AsSpan(_current + NameAt, 3)))
                return true;
        }
        return false;
    }

    private static bool IsDots(ReadOnlySpan<byte> name) =>
        name[0] == (byte)'.' && (name[1] == 0 || (name[1] == (byte)'.' && name[2] == 0));

    private bool Fill()
    {
        fixed (byte* buffer = _buffer)
        {
            var read = Libc.GetDirectoryEntries(_directory, buffer, (nuint)_buffer.Length);
            _next = 0;
            _filled = (int)Math.Max(read, 0);
            Error = read < 0 ? Errno.Last : 0;
        }
        return _filled > 0;
    }
}
