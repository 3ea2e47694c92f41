using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A dump that is restored in one transaction.</summary>
/// <param name="restore">The program.</param>
internal sealed class SingleRestore(PgRestore restore) : IArchiveRestore
{
    private readonly ExternalProgram _program = restore.Start("--single-transaction");

    /// <inheritdoc/>
    public Stream Content => _program.Input;

    /// <inheritdoc/>
    public string StateIfBroken => "is as it was: it is one transaction";

    /// <inheritdoc/>
    public Task EndAsync(CancellationToken cancellationToken) => PgRestore.EndAsync(_program, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
