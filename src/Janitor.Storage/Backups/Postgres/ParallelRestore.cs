using System.Buffers;
using System.IO.Pipelines;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A dump that is restored by several programs at once, and not in one transaction. <c>pg_restore --jobs</c> wants the dump as a file; here each program gets all of it through a pipe, and a list of
/// what it restores of it (<see cref="RestoreOrder"/>), so nothing of it is on a disk. What is no data is in the table of contents, which is kept until the end.
/// </summary>
internal sealed class ParallelRestore : IArchiveRestore
{
    private const int Programs = 2;

    private readonly PgRestore _restore;
    private readonly Pipe[] _pipes = [.. Enumerable.Range(0, Programs).Select(_ => new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false)))];
    private readonly CancellationTokenSource _stopped = new();
    private readonly TaskCompletionSource<(byte[] Contents, RestoreOrder Order)> _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] _loading;

    /// <param name="restore">The program.</param>
    public ParallelRestore(PgRestore restore)
    {
        _restore = restore;
        Contents = [.. _pipes.Select(pipe => pipe.Writer.AsStream())];
        _loading = [.. _pipes.Select((pipe, number) => LoadAsync(pipe.Reader, number))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stream> Contents { get; }

    /// <inheritdoc/>
    public string StateIfBroken => "was empty, and has a part of it now: drop it, and restore again";

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_loading).WaitAsync(cancellationToken);
        var (contents, order) = await _prepared.Task;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Together.RunAsync(failed, [.. order.Indexes.Select(list => RunAsync(contents, list, null, failed.Token))]);
        await RunAsync(contents, order.Last, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        foreach (var pipe in _pipes)
            await pipe.Writer.CompleteAsync(new OperationCanceledException());
        await Task.WhenAll(_loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopped.Dispose();
    }

    /// <summary>Restores the data of one list. The first program prepares the database for all.</summary>
    private async Task LoadAsync(PipeReader dump, int number)
    {
        try
        {
            if (number == 0)
                await PrepareAsync(dump);
            var (contents, order) = await _prepared.Task.WaitAsync(_stopped.Token);
            if (number > 0)
                await SkipAsync(dump, contents.Length);
            await RunAsync(contents, order.Data[number], dump, _stopped.Token);
            await dump.CompleteAsync();
        }
        catch (Exception problem)
        {
            // Whoever writes hears of it.
            await dump.CompleteAsync(problem);
            throw;
        }
    }

    private async Task PrepareAsync(PipeReader dump)
    {
        var (contents, read) = (new ArchiveContents(), new MemoryStream());
        while (!contents.IsRead)
        {
            var next = await dump.ReadAsync(_stopped.Token);
            var bytes = next.Buffer.ToArray();
            var taken = bytes.Length - contents.Take(bytes).Length;
            read.Write(bytes, 0, taken);
            dump.AdvanceTo(next.Buffer.GetPosition(taken));
            if (contents.IsUnknown || (next.IsCompleted && !contents.IsRead))
                throw new BackupException(BackupProblem.UnknownVersion, "it is a dump of a kind that this Janitor does not know: take a newer one");
        }

        var (head, order) = (read.ToArray(), RestoreOrder.Of(contents.Entries, Programs));
        await RunAsync(head, order.First, null, _stopped.Token);
        _prepared.SetResult((head, order));
    }

    private async Task SkipAsync(PipeReader dump, long length)
    {
        while (length > 0)
        {
            var next = await dump.ReadAsync(_stopped.Token);
            var skipped = Math.Min(length, next.Buffer.Length);
            dump.AdvanceTo(next.Buffer.GetPosition(skipped));
            length -= skipped;
        }
    }

    /// <summary>Restores the entries of a list.</summary>
    /// <param name="contents">The table of contents.</param>
    /// <param name="list">The list.</param>
    /// <param name="data">What comes behind it; null where it is not wanted.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task RunAsync(byte[] contents, List<int> list, PipeReader? data, CancellationToken cancellationToken)
    {
        if (list.Count == 0)
            return;
        using var file = new MemoryFile(string.Join('\n', list) + "\n");
        await using var program = _restore.Start("--exit-on-error", $"--use-list={file.Path}");
        try
        {
            await program.Input.WriteAsync(contents, cancellationToken);
            if (data is not null)
                await data.CopyToAsync(program.Input, cancellationToken);
            await program.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // It has ended: with all that it wanted, or it says why not.
        }

        await PgRestore.EndAsync(program, cancellationToken);
    }
}
