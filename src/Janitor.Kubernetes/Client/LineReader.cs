namespace Janitor.Kubernetes.Client;

/// <summary>Reads lines of any length off a stream.</summary>
internal sealed class LineReader(Stream stream)
{
    private const int FirstBufferSize = 1 << 12;

    private byte[] _buffer = new byte[FirstBufferSize];
    private int _start;
    private int _end;

    /// <summary>The next line without its end, valid until the next call; what follows the last line end counts as one. Null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
                return Take(searched + newline, 1);
            searched = _end - _start;
            if (await FillAsync(cancellationToken))
                continue;
            if (searched == 0)
                return null;
            return Take(searched, 0);
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int lineEnd)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + lineEnd;
        return line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
