namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A dump as it comes, in longer pieces, whose rows are counted while they pass. pg_dump writes 4 KiB at a time, and whoever waits for each of them wakes up a hundred thousand times for
/// 400 MB, which costs more than the hash: after little has come it waits until there is more, where the pipe has room for it.
/// </summary>
/// <param name="dump">The dump; it is left open.</param>
/// <param name="isPatient">Whether it waits.</param>
/// <param name="time">The clock.</param>
internal sealed class DumpStream(Stream dump, bool isPatient, TimeProvider time) : Stream
{
    private const int BufferSize = 256 << 10;
    private const int Enough = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly byte[] _read = new byte[BufferSize];
    private bool _wasLittle;

    /// <summary>The rows.</summary>
    public DumpedRows Rows { get; } = new();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has room for no more than <see cref="JoinedDump.Spare"/> bytes.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(buffer.Length, JoinedDump.Spare, nameof(buffer));
        while (true)
        {
            if (_wasLittle)
                await Task.Delay(Patience, time, cancellationToken);
            var length = await dump.ReadAsync(_read.AsMemory(0, Math.Min(_read.Length, buffer.Length - JoinedDump.Spare)), cancellationToken);
            _wasLittle = isPatient && length is > 0 and < Enough;
            if (length == 0)
                return Rows.Finish(buffer.Span);
            if (Rows.Take(_read.AsSpan(0, length), buffer.Span) is > 0 and var passed)
                return passed;
        }
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
