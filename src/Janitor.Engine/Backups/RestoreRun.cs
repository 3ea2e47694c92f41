using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Restores a backup. Nothing is changed before everything that is to be restored was read and compared, and every target was found as it should be.</summary>
/// <param name="source">Where the backup is.</param>
/// <param name="codec">Undoes compression and encryption.</param>
/// <param name="options">How.</param>
public sealed class RestoreRun(IContents source, IPartCodec codec, RestoreRunOptions options)
{
    /// <summary>Says what would be done, and makes sure that it could be.</summary>
    /// <param name="targets">Where each part goes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A sentence for each part.</returns>
    /// <exception cref="BackupException">A target is not as it should be.</exception>
    public async Task<IReadOnlyList<string>> InspectAsync(IReadOnlyList<(BackupPart Part, IPartTarget Target)> targets, CancellationToken cancellationToken)
    {
        var plan = new List<string>();
        foreach (var (part, target) in targets)
            plan.Add(await target.InspectAsync(part, options.Overwrite, cancellationToken));
        return plan;
    }

    /// <summary>Restores.</summary>
    /// <param name="folder">Which backup.</param>
    /// <param name="targets">Where each part goes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A sentence for each part.</returns>
    /// <exception cref="BackupException">It did not succeed; the message says what state the target is in.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(BackupFolder folder, IReadOnlyList<(BackupPart Part, IPartTarget Target)> targets, CancellationToken cancellationToken)
    {
        var check = new BackupCheck(source, codec, options.Proven);
        IReadOnlyList<string> plan;
        using (var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            // Neither changes anything, and a target that is refused ends the reading.
            var inspecting = InspectAsync(targets, failed.Token);
            await Together.RunAsync(failed, inspecting, CheckAsync(check, folder, targets, failed.Token));
            plan = await inspecting;
        }

        for (var i = 0; i < targets.Count; i++)
        {
            options.Begun?.Invoke(targets[i].Part);
            await RestoreAsync(check, folder, targets[i].Part, targets[i].Target, [.. targets.Take(i).Select(done => done.Part.Name)], cancellationToken);
        }

        return plan;
    }

    private static async Task CheckAsync(BackupCheck check, BackupFolder folder, IReadOnlyList<(BackupPart Part, IPartTarget Target)> targets, CancellationToken cancellationToken)
    {
        foreach (var (part, target) in targets)
        {
            await using var rehearsal = target.Rehearse();
            await (rehearsal is null ? check.CheckStoredAndBeginningAsync(folder, part, cancellationToken) : check.CheckPlainAsync(folder, part, rehearsal, cancellationToken));
        }
    }

    private async Task RestoreAsync(BackupCheck check, BackupFolder folder, BackupPart part, IPartTarget target, string[] done, CancellationToken cancellationToken)
    {
        await using var writing = await target.OpenAsync(part, options.Overwrite, cancellationToken);
        try
        {
            await WriteAllAsync(check, folder, part, writing, cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            var earlier = done.Length == 0 ? string.Empty : $" Before it, {string.Join(", ", done)} came to the end.";
            throw new BackupException(BackupProblem.RestoreFailed, $"{part.Name} could not be restored to {target.Description}: {problem.Message}. {writing.StateIfBroken}.{earlier}", problem);
        }
    }

    private async Task WriteAllAsync(BackupCheck check, BackupFolder folder, BackupPart part, IPartWriting writing, CancellationToken cancellationToken)
    {
        try
        {
            await check.DecodeAsync(folder, part, writing.Content, options.Restored, cancellationToken);
            await writing.Content.DisposeAsync();
        }
        catch (IOException)
        {
            // Whoever takes it has ended: with all that it wanted, or its end says why.
        }

        await writing.EndAsync(cancellationToken);
    }
}
