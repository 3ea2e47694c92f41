using Janitor.Api.Backups;
using Janitor.Operator.Work;

namespace Janitor.Operator.Backups.Hooks;

/// <summary>
/// The hooks of backups that are being made, beside the reconciliations. After the operator's end a round is run again from its beginning: hooks have to put up with that.
/// </summary>
/// <param name="hooks">Runs them.</param>
/// <param name="changed">Is told of a backup whose round has ended.</param>
internal sealed class HookRounds(HookRunner hooks, Action<Backup> changed) : IAsyncDisposable
{
    private static readonly HookOutcome Nothing = new([], []);

    private readonly BackgroundWork<HookOutcome> _work = new();

    /// <summary>How a round went; it is begun when it was not yet. Null while it goes on.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="list">The hooks.</param>
    /// <param name="isBefore">Whether they are those before the backup, of which the first that fails is the last.</param>
    public async Task<HookOutcome?> RunAsync(Backup backup, IReadOnlyList<BackupHook> list, bool isBefore)
    {
        var (uid, round) = (backup.Metadata.Uid!, isBefore ? "before" : "after");
        if (list.Count == 0)
            return Nothing;
        if (_work.Find(uid) is { } piece && piece.Id == round)
            return piece.Task.IsCompleted ? await piece.Task : null;
        _work.Start(
            uid, round, token => hooks.RunAsync(backup.Namespace, list, stopAtFailure: isBefore, token), problem => new HookOutcome([problem.Message], []), () => changed(backup));
        return null;
    }

    /// <summary>Forgets a backup.</summary>
    public void Forget(Backup backup) => _work.End(backup.Metadata.Uid!);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _work.DisposeAsync();
}
