namespace Janitor.Storage.Backups.Postgres;

/// <summary>Entries of a dump that are restored in one transaction, also in the place of what is there. The program is started when the table of contents has come.</summary>
internal sealed class ChosenRestore : IArchiveRestore
{
    private readonly DealtDump _dump;
    private ListedRestore? _program;

    /// <param name="restore">The program.</param>
    /// <param name="choose">Chooses from the dump's entries.</param>
    public ChosenRestore(PgRestore restore, Func<IReadOnlyList<ArchiveEntry>, IReadOnlyList<ArchiveEntry>> choose) => _dump = new DealtDump((contents, entries, _) =>
    {
        _program = new ListedRestore(restore, choose(entries).Select(entry => entry.Id), "--single-transaction");
        var all = new DumpShare(_program.Input, _program.EndAsync);
        all.Write(ArchiveContents.WithoutDrops(contents, OfPartitions(entries)).Span);
        return Task.FromResult<IReadOnlyList<DumpShare>>([all]);
    });

    /// <inheritdoc/>
    public Stream Content => _dump;

    /// <inheritdoc/>
    public string StateIfBroken => "is as it was: it is one transaction";

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _dump.EndAsync(cancellationToken);
        await _program!.EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
    }

    /// <summary>
    /// Constraints that are a part of another table's: pg_dump would drop each by itself, which the server refuses for as long as the other one is there. They go with their table.
    /// </summary>
    private static IEnumerable<ArchiveEntry> OfPartitions(IReadOnlyList<ArchiveEntry> entries)
    {
        var constraints = entries.Where(entry => entry.Kind == ArchiveEntry.Constraint).Select(entry => entry.Id).ToHashSet();
        return entries.Where(entry => constraints.Contains(entry.Id) && entry.Dependencies.Any(constraints.Contains));
    }
}
