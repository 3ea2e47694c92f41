using System.Buffers;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>What one of several programs gets of a dump: while some is on its way more is gathered.</summary>
/// <param name="input">The program's.</param>
internal sealed class DumpShare(Stream input)
{
    private ArrayBufferWriter<byte> _gathered = new();
    private ArrayBufferWriter<byte> _onItsWay = new();

    /// <summary>How much is gathered, in bytes.</summary>
    public int Length => _gathered.WrittenCount;

    /// <summary>What is on its way; it is done when there is room for more.</summary>
    public Task Sent { get; private set; } = Task.CompletedTask;

    /// <summary>Gathers bytes that come next.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _gathered.Write(bytes);

    /// <summary>Gathers a piece: its length, and its bytes.</summary>
    public void WritePiece(ReadOnlySpan<byte> bytes)
    {
        ArchiveContents.WriteLength(_gathered.GetSpan(ArchiveContents.IntegerSize), bytes.Length);
        _gathered.Advance(ArchiveContents.IntegerSize);
        _gathered.Write(bytes);
    }

    /// <summary>Sends what is gathered, when what went before it has arrived.</summary>
    /// <exception cref="IOException">The program has ended.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await Sent;
        (_gathered, _onItsWay) = (_onItsWay, _gathered);
        _gathered.ResetWrittenCount();
        Sent = input.WriteAsync(_onItsWay.WrittenMemory, cancellationToken).AsTask();
    }

    /// <summary>Sends all of it, and that there is no more.</summary>
    /// <exception cref="IOException">The program has ended.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        await Sent;
        await CloseAsync();
    }

    /// <summary>Sends no more.</summary>
    public ValueTask CloseAsync() => input.DisposeAsync();
}
