using System.Text;

namespace Janitor.Kubernetes.Client;

/// <summary>Keeps the end of what a command writes, whatever the length of all.</summary>
internal sealed class OutputTail
{
    private const int Most = 1024;

    private readonly byte[] _bytes = new byte[Most];
    private int _length;

    /// <summary>Takes what comes next.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Length > Most ? bytes[^Most..] : bytes;
        var kept = Math.Min(_length, Most - bytes.Length);
        _bytes.AsSpan(_length - kept, kept).CopyTo(_bytes);
        bytes.CopyTo(_bytes.AsSpan(kept));
        _length = kept + bytes.Length;
    }

    /// <summary>What is kept, as text; a character that was cut in two is left out.</summary>
    public override string ToString()
    {
        var start = 0;
        // The bytes of a character after its first begin with the bits 10.
        while (_length == Most && start < 3 && (_bytes[start] & 0xC0) == 0x80)
            start++;
        return Encoding.UTF8.GetString(_bytes, start, _length - start);
    }
}
