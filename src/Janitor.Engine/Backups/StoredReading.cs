using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>
/// A part's stored bytes, read in order and some ahead. The end of a file is not handed out before its hash was compared: whoever reads to the end has what was stored.
/// </summary>
internal sealed class StoredReading : Stream
{
    private const int PartsAhead = 4;

    private readonly Channel<Task<Piece>> _pieces = Channel.CreateBounded<Task<Piece>>(new BoundedChannelOptions(PartsAhead) { SingleReader = true, SingleWriter = true });
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _reading;
    private Piece? _current;
    private int _used;

    public StoredReading(IContents source, BackupFolder folder, IReadOnlyList<StoredFile> files) => _reading = ReadAheadAsync(source, folder, files);

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
    /// <exception cref="BackupException">What is stored is not what the manifest says, or cannot be read.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_current is null || _used == _current.Length)
        {
            _current?.Return();
            _current = null;
            if (!await _pieces.Reader.WaitToReadAsync(cancellationToken) || !_pieces.Reader.TryRead(out var next))
            {
                await _reading;
                return 0;
            }

            (_current, _used) = (await next, 0);
            _hash.AppendData(_current.Buffer, 0, _current.Length);
            if (_current.EndOf is { } file && Convert.ToHexStringLower(_hash.GetHashAndReset()) != file.Sha256)
                throw new BackupException(BackupProblem.Damaged, $"{file.Name} is not what was stored: its SHA-256 is another");
        }

        var length = Math.Min(buffer.Length, _current.Length - _used);
        _current.Buffer.AsMemory(_used, length).CopyTo(buffer);
        _used += length;
        return length;
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

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_pieces.Reader.TryRead(out var piece))
        {
            await ((Task)piece).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (piece.IsCompletedSuccessfully)
                (await piece).Return();
        }

        _current?.Return();
        _current = null;
        _hash.Dispose();
        _stopped.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReadAheadAsync(IContents source, BackupFolder folder, IReadOnlyList<StoredFile> files)
    {
        try
        {
            foreach (var file in files)
                await ReadAheadAsync(source, folder.PathOf(file.Name), file);
            _pieces.Writer.Complete();
        }
        catch (ContentException problem)
        {
            _pieces.Writer.Complete(new BackupException(BackupProblem.Damaged, $"a file of the backup cannot be read: {problem.Message}", problem));
        }
        catch (Exception problem)
        {
            _pieces.Writer.Complete(problem);
        }
    }

    private async Task ReadAheadAsync(IContents source, byte[] path, StoredFile file)
    {
        var item = await source.FindAsync(path, _stopped.Token) ?? throw new BackupException(BackupProblem.Damaged, $"{file.Name} is missing");
        if (item.Size != file.Size)
            throw new BackupException(BackupProblem.Damaged, $"{file.Name} has {item.Size} bytes, not the {file.Size} that were stored");
        var content = await source.OpenAsync(item, _stopped.Token);
        // Those that are not done; done ones are let go, for they hold memory.
        var underway = new Queue<Task>();
        try
        {
            // An empty file is one piece, too: its end has to be seen.
            for (long offset = 0; offset == 0 || offset < file.Size; offset += content.PartSize)
            {
                var piece = ReadPieceAsync(content, offset, file);
                underway.Enqueue(piece);
                await _pieces.Writer.WriteAsync(piece, _stopped.Token);
                while (underway.TryPeek(out var first) && first.IsCompleted)
                    _ = underway.Dequeue();
            }
        }
        finally
        {
            await Task.WhenAll(underway).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await content.DisposeAsync();
        }
    }

    private async Task<Piece> ReadPieceAsync(IContent content, long offset, StoredFile file)
    {
        var length = (int)Math.Min(content.PartSize, file.Size - offset);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await content.ReadAsync(offset, buffer.AsMemory(0, length), _stopped.Token);
            return new Piece(buffer, length, offset + length == file.Size ? file : null);
        }
        catch (Exception problem)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw problem is ContentException ? new BackupException(BackupProblem.Damaged, $"{file.Name} cannot be read: {problem.Message}", problem) : problem;
        }
    }

    /// <summary>Some bytes of a file.</summary>
    /// <param name="Buffer">Holds them.</param>
    /// <param name="Length">How many they are.</param>
    /// <param name="EndOf">The file that ends with them; null when it goes on.</param>
    private sealed record Piece(byte[] Buffer, int Length, StoredFile? EndOf)
    {
        public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
    }
}
