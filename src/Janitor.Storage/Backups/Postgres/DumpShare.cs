using System.Buffers;
using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>What one of several programs gets of a dump: while some is on its way more is gathered.</summary>
/// <param name="input">The program's.</param>
/// <param name="ended">Waits for the program's end, and throws when it did not succeed.</param>
internal sealed class DumpShare(Stream input, Func<CancellationToken, Task> ended)
{
    private ArrayBufferWriter<byte> _gathered = new();
    private ArrayBufferWriter<byte> _onItsWay = new();

    /// <summary>How much is gathered, in bytes.</summary>
    public int Length => _gathered.WrittenCount;

    /// <summary>Whether the program has ended with all that it wanted; it gets no more.</summary>
    public bool HasAll { get; private set; }

    /// <summary>What is on its way; when it has arrived, or the program has ended, there is room for more.</summary>
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
    /// <exception cref="BackupException">The program did not succeed.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await ArriveAsync(cancellationToken);
        (_gathered, _onItsWay) = (_onItsWay, _gathered);
        _gathered.ResetWrittenCount();
        if (!HasAll)
            Sent = input.WriteAsync(_onItsWay.WrittenMemory, cancellationToken).AsTask();
    }

    /// <summary>Sends all of it, and that there is no more.</summary>
    /// <exception cref="BackupException">The program did not succeed.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        await ArriveAsync(cancellationToken);
        await input.DisposeAsync();
    }

    private async Task ArriveAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What is written to a pipe that nobody reads is not ended by a token.
            await Sent.WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            // It has ended: with all that it wanted, or it says why not.
            await ended(cancellationToken);
            (HasAll, Sent) = (true, Task.CompletedTask);
        }
    }
}
