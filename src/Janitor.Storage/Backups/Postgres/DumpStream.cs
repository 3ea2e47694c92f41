namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A dump as it comes, whose rows are counted while they pass, in longer pieces. pg_dump writes 4 KiB at a time, and whoever waits for each of them wakes up a hundred thousand times for 400 MB, which costs more
/// than the hash: after little has come it waits until there is more, where the pipe has room for it.
/// </summary>
/// <param name="dump">The dump; it is left open.</param>
/// <param name="isPatient">Whether it waits.</param>
/// <param name="time">The clock.</param>
internal sealed class DumpStream(Stream dump, bool isPatient, TimeProvider time) : Stream
{
    private const int Enough = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

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
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var length = 1; Rows.Passed.IsEmpty && length > 0;)
        {
            if (_wasLittle)
                await Task.Delay(Patience, time, cancellationToken);
            length = await dump.ReadAsync(buffer, cancellationToken);
            _wasLittle = isPatient && length is > 0 and < Enough;
            if (length > 0)
                Rows.Take(buffer.Span[..length]);
            else
                Rows.Finish();
        }

        return Rows.Passed.MoveTo(buffer.Span);
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
