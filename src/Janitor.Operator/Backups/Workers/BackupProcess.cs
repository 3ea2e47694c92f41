using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Workers;
using Janitor.Storage.Backups;
using Janitor.Storage.Backups.Postgres;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What goes on in the container of a worker for backups.</summary>
/// <param name="environment">Looks up an environment variable; null when there is none.</param>
/// <param name="output">The log: how far it has come, line by line, and the result as the last one.</param>
/// <param name="time">The clock.</param>
internal sealed class BackupProcess(Func<string, string?> environment, TextWriter output, TimeProvider time)
{
    /// <summary>What a line of the log begins with that says how far it has come.</summary>
    public const string ProgressMark = "progress: ";

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private string _part = "the sources";
    private long _read;
    private long _stored;
    private long _all;

    /// <summary>Does it, and leaves the result.</summary>
    /// <param name="text">The task.</param>
    /// <param name="root">The directory below which claims are mounted.</param>
    /// <param name="terminationLog">Where the result goes.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>What <see cref="LastWords.RunAsync"/> does.</returns>
    public Task<int> RunAsync(string text, string root, string terminationLog, CancellationToken cancellationToken)
    {
        var words = new LastWords(output, terminationLog);
        return words.RunAsync(BackupTask.Variable, text, BackupTaskJson.Default.BackupTask, async task =>
        {
            await words.LeaveAsync((await DoAndTellAsync(task, root, cancellationToken)).Pack());
            return 0;
        }, cancellationToken);
    }

    private async Task<BackupResult> DoAndTellAsync(BackupTask task, string root, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellAsync(task.Kind, ended.Token);
        try
        {
            return await DoAsync(task, root, cancellationToken);
        }
        finally
        {
            // The last words are the last.
            await ended.CancelAsync();
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<BackupResult> DoAsync(BackupTask task, string root, CancellationToken cancellationToken)
    {
        var spec = task.Schedule.Spec;
        var places = new WorkerPlaces(BackupNeeds.Of(task), environment, root, time);
        try
        {
            await using var store = places.Open(spec.Destination!, "spec.destination");
            var use = task.Kind switch
            {
                BackupTaskKind.Make => spec.Retention is null ? StoreUse.Add : StoreUse.Change,
                BackupTaskKind.Remove => StoreUse.Change,
                _ => StoreUse.Read,
            };
            await BackupDestination.OpenAsync(store, use, cancellationToken);
            return task.Kind switch
            {
                BackupTaskKind.Make => await MakeAsync(task, store, places, cancellationToken),
                BackupTaskKind.Read => await ListAsync(new BackupResult { Job = task.Job }, task, store, prune: false, cancellationToken),
                BackupTaskKind.Remove => await RemoveAsync(task, store, cancellationToken),
                BackupTaskKind.Verify => await VerifyAsync(task, store, places, cancellationToken),
                _ => await RestoreAsync(task, store, places, cancellationToken),
            };
        }
        catch (BackupException problem)
        {
            return BackupResult.Failed(task.Job, problem.Reason.ToString(), problem.Message);
        }
        catch (StoreException problem)
        {
            return BackupResult.Failed(task.Job, nameof(BackupProblem.DestinationFailed), problem.Field is { } field ? $"{field}: {problem.Message}" : problem.Message);
        }
        catch (IOException problem)
        {
            return BackupResult.Failed(task.Job, nameof(BackupProblem.DestinationFailed), problem.Message);
        }
    }

    private async Task<BackupResult> MakeAsync(BackupTask task, IContentStore store, WorkerPlaces places, CancellationToken cancellationToken)
    {
        var spec = task.Schedule.Spec;
        var options = new BackupRunOptions
        {
            Schedule = task.Schedule.ToString(),
            Id = task.Job,
            Begun = source => _part = source.Name,
            Read = bytes => Interlocked.Add(ref _read, bytes),
            Stored = bytes => Interlocked.Add(ref _stored, bytes),
        };
        var sources = new BackupSources(places).Prepare(spec).Select(source => source.Reads);
        var made = await new BackupRun(store, ProgramCodec.Of(spec), options, time).RunAsync([.. sources], cancellationToken);
        return await ListAsync(new BackupResult { Job = task.Job }.With(made), task, store, prune: spec.Retention is not null, cancellationToken);
    }

    /// <summary>Adds what there is at the destination, and removes what retention does not keep. That this fails does not undo what was done before.</summary>
    private async Task<BackupResult> ListAsync(BackupResult result, BackupTask task, IContentStore store, bool prune, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            return result.With(await new BackupPruning(store, time).RunAsync(task.Schedule, dryRun: !prune, cancellationToken), now);
        }
        catch (Exception problem) when (result.Backup is not null && problem is BackupException or StoreException)
        {
            return result with { Message = $"retention: {problem.Message}" };
        }
    }

    private async Task<BackupResult> RemoveAsync(BackupTask task, IContentStore store, CancellationToken cancellationToken)
    {
        await new BackupRemoval(store).RemoveAsync(new BackupFolder(task.Schedule.ToString(), task.At), cancellationToken);
        return await ListAsync(new BackupResult { Job = task.Job }, task, store, prune: false, cancellationToken);
    }

    private async Task<BackupResult> VerifyAsync(BackupTask task, IContentStore store, WorkerPlaces places, CancellationToken cancellationToken)
    {
        var (spec, backup) = (task.Schedule.Spec, await FindAsync(task, store, cancellationToken));
        var identity = spec.Verify?.RestoreTo is not null && spec.Verify.IdentitySecretRef is { } key ? places.FindSecret(key, "spec.verify.identitySecretRef") : null;
        var codec = ProgramCodec.Of(spec, identity);
        var check = new BackupCheck(store.Contents, codec, bytes => Interlocked.Add(ref _read, bytes));
        await check.CheckStoredAsync(backup, part => _part = part.Name, cancellationToken);
        if (spec.Verify?.RestoreTo is { } scratch)
        {
            var connection = places.FindSecret(scratch.Postgres!.ConnectionSecretRef!, "spec.verify.restoreTo.postgres.connectionSecretRef")!;
            await new PostgresProof(connection, time).RunAsync(backup, new RestoreRun(store.Contents, codec, new RestoreRunOptions { Overwrite = OverwriteRule.Never }), cancellationToken);
        }

        return new BackupResult { Job = task.Job, Backup = CatalogEntry.Of(backup) };
    }

    private async Task<BackupResult> RestoreAsync(BackupTask task, IContentStore store, WorkerPlaces places, CancellationToken cancellationToken)
    {
        var (spec, restore, backup) = (task.Schedule.Spec, task.Restore!, await FindAsync(task, store, cancellationToken));
        var identity = restore.IdentitySecretRef is { } key ? places.FindSecret(key, "spec.identitySecretRef") : null;
        var targets = new BackupSources(places).FindTargets(backup, restore.Parts, new PostgresTargetOptions { NoOwner = restore.NoOwner, Jobs = restore.Jobs }, spec);
        _all = targets.Sum(target => target.Part.Files.Sum(file => file.Size));
        var options = new RestoreRunOptions
        {
            Overwrite = restore.Overwrite,
            Begun = part => _part = part.Name,
            Proven = bytes => Interlocked.Add(ref _read, bytes),
            Restored = bytes => Interlocked.Add(ref _stored, bytes),
        };
        var run = new RestoreRun(store.Contents, ProgramCodec.Of(spec, identity), options);
        var plan = restore.DryRun ? await run.InspectAsync(targets, cancellationToken) : await run.RunAsync(backup.Folder, targets, cancellationToken);
        return new BackupResult { Job = task.Job, Backup = CatalogEntry.Of(backup), Plan = plan };
    }

    private static async Task<StoredBackup> FindAsync(BackupTask task, IContentStore store, CancellationToken cancellationToken) =>
        ChosenBackup.Find(await new BackupCatalog(store).ListAsync(task.Schedule.ToString(), cancellationToken), task.Schedule.ToString(), task.At);

    private async Task TellAsync(BackupTaskKind kind, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProgressInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var (read, stored) = (HumanSize.Bytes(Interlocked.Read(ref _read)), HumanSize.Bytes(Interlocked.Read(ref _stored)));
            await output.WriteLineAsync($"{ProgressMark}{_part}: {(kind == BackupTaskKind.Restore ? $"{read} of {HumanSize.Bytes(_all)} proven, {stored} restored" : kind == BackupTaskKind.Make ? $"{read} read, {stored} stored" : $"{read} read")}");
            await output.FlushAsync(cancellationToken);
        }
    }
}
