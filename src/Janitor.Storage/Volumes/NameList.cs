using System.Buffers.Binary;

namespace Janitor.Storage.Volumes;

/// <summary>Names, packed into one buffer, that are taken out from the end.</summary>
internal sealed class NameList
{
    // Behind each name. NAME_MAX is 255 bytes, but file systems that count characters (CIFS, NTFS) go beyond it.
    private const int LengthBytes = sizeof(ushort);

    private byte[] _bytes = new byte[128];
    private int _used;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> name)
    {
        var end = _used + name.Length + LengthBytes;
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        name.CopyTo(_bytes.AsSpan(_used));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(end - LengthBytes), (ushort)name.Length);
        _used = end;
        Count++;
    }

    /// <summary>Takes the last name; it is valid until the next one is added.</summary>
    public ReadOnlySpan<byte> Take()
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_used - LengthBytes));
        _used -= length + LengthBytes;
        Count--;
        return _bytes.AsSpan(_used, length);
    }
}
