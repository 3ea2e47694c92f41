using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A dump that is restored by several programs at once, and not in one transaction. <c>pg_restore --jobs</c> wants the dump as a file, and loads each table by one session; here it is dealt out while
/// it passes (<see cref="DealtDump"/>), so nothing of it is on a disk, and several load one table. What is no data is in the table of contents, which is kept until the end
/// (<see cref="RestoreOrder"/>).
/// </summary>
internal sealed class ParallelRestore : IArchiveRestore
{
    private readonly PgRestore _restore;
    private readonly int _programs;
    private readonly Func<IReadOnlyList<ArchiveEntry>, IReadOnlyList<ArchiveEntry>> _choose;
    private readonly DealtDump _dump;
    private readonly List<ListedRestore> _loading = [];
    private ReadOnlyMemory<byte> _contents;
    private RestoreOrder? _order;

    /// <param name="restore">The program.</param>
    /// <param name="programs">How many of them.</param>
    /// <param name="choose">Chooses from the dump's entries.</param>
    public ParallelRestore(PgRestore restore, int programs, Func<IReadOnlyList<ArchiveEntry>, IReadOnlyList<ArchiveEntry>> choose)
    {
        (_restore, _programs, _choose) = (restore, programs, choose);
        _dump = new DealtDump(BeginAsync);
    }

    /// <inheritdoc/>
    public Stream Content => _dump;

    /// <inheritdoc/>
    public string StateIfBroken => "was empty, and has a part of it now: drop it, and restore again";

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _dump.EndAsync(cancellationToken);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Together.RunAsync(failed, [.. _loading.Select(program => program.EndAsync(failed.Token))]);
        await Together.RunAsync(failed, [.. _order!.Indexes.Select(list => RunAsync(list, failed.Token))]);
        await RunAsync(_order.Last, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _loading)
            await program.DisposeAsync();
    }

    private async Task<IReadOnlyList<DumpShare>> BeginAsync(ReadOnlyMemory<byte> contents, IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        (_contents, _order) = (contents, RestoreOrder.Of(_choose(entries), _programs));
        await RunAsync(_order.First, cancellationToken);
        foreach (var list in _order.Data.Where(list => list.Count > 0))
            _loading.Add(new ListedRestore(_restore, list));
        var shares = _loading.ConvertAll(program => new DumpShare(program.Input, program.EndAsync));
        foreach (var share in shares)
            share.Write(contents.Span);
        return shares;
    }

    /// <summary>Restores entries for which no data are needed.</summary>
    private async Task RunAsync(List<int> list, CancellationToken cancellationToken)
    {
        if (list.Count == 0)
            return;
        await using var program = new ListedRestore(_restore, list);
        var all = new DumpShare(program.Input, program.EndAsync);
        all.Write(_contents.Span);
        await all.EndAsync(cancellationToken);
        await program.EndAsync(cancellationToken);
    }
}
