using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A <c>pg_restore</c> that restores the entries of a list. Disposing it before its end kills it.</summary>
internal sealed class ListedRestore : IAsyncDisposable
{
    private readonly MemoryFile _list;
    private readonly ExternalProgram _program;

    /// <param name="restore">How it is started.</param>
    /// <param name="entries">The entries' numbers, in the dump's order.</param>
    /// <param name="more">What else this one is to do.</param>
    /// <exception cref="BackupException">It is not installed.</exception>
    public ListedRestore(PgRestore restore, IEnumerable<int> entries, params IEnumerable<string> more)
    {
        _list = new MemoryFile(string.Join('\n', entries) + "\n");
        _program = restore.Start(["--exit-on-error", $"--use-list={_list.Path}", .. more]);
    }

    /// <summary>Takes the dump.</summary>
    public Stream Input => _program.Input;

    /// <inheritdoc cref="PgRestore.EndAsync"/>
    public Task EndAsync(CancellationToken cancellationToken) => PgRestore.EndAsync(_program, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _list.Dispose();
    }
}
