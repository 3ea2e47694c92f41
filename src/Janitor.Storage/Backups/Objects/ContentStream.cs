using Janitor.Engine.Contents;

namespace Janitor.Storage.Backups.Objects;

/// <summary>An item's content as a stream, read in parts.</summary>
internal sealed class ContentStream(IContent content) : Stream
{
    private byte[] _part = [];
    private int _used;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    /// <remarks>An archive asks for the length of those alone that say so.</remarks>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => content.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == Length)
            return 0;
        if (_used == _part.Length)
        {
            var length = (int)Math.Min(content.PartSize, Length - _position);
            _part = _part.Length == length ? _part : new byte[length];
            await content.ReadAsync(_position, _part, cancellationToken);
            _used = 0;
        }

        var taken = Math.Min(buffer.Length, _part.Length - _used);
        _part.AsMemory(_used, taken).CopyTo(buffer);
        _used += taken;
        _position += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }
}
