using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>Deletes and moves a volume's files, in the thread that asks for it: visits come from several at once.</summary>
internal sealed class VolumeChanges(DirectoryHandle? target, VolumeStoreOptions options, int workers, IOutcomeSink outcomes, TimeProvider time) : IStoreChanges
{
    private readonly CheckedFile _files = new();
    private readonly HashSet<(ulong Device, ulong Inode)> _emptied = [];

    public ValueTask DeleteAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken) =>
        ChangeAsync(batch, chosen, null, cancellationToken);

    public ValueTask QuarantineAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, QuarantineLabel label, CancellationToken cancellationToken) =>
        ChangeAsync(batch, chosen, label, cancellationToken);

    public ValueTask RemoveEmptyFolderAsync(ReadOnlyMemory<byte> folder, CancellationToken cancellationToken)
    {
        using var cursor = new PathCursor(target!);
        if (new ItemPath(folder.Span).IsSafe && cursor.MoveTo(folder.Span, out _) is { } directory)
        {
            // All of it goes, however young: the folder was judged as one.
            new EmptyDirectories(directory, _emptied, time.GetUtcNow().AddYears(1)).Remove(cancellationToken);
            directory.TryRemove();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (options.RemoveEmptyDirectories && target is not null)
            new EmptyDirectories(target, _emptied, time.GetUtcNow() - options.EmptyDirectoryAge).Remove(cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask ChangeAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, QuarantineLabel? label, CancellationToken cancellationToken)
    {
        if (batch is not VolumeBatch visited)
            return new ValueTask(ChangeDetachedAsync(batch.Items, chosen, label, cancellationToken));
        ChangeVisited(visited, chosen.Span, label, cancellationToken);
        return ValueTask.CompletedTask;
    }

    private unsafe void ChangeVisited(VolumeBatch batch, ReadOnlySpan<Chosen> chosen, QuarantineLabel? label, CancellationToken cancellationToken)
    {
        var directory = batch.Directory;
        var items = batch.Items.Span;
        using var destination = new PathCursor(target!);
        DirectoryHandle? to = null;
        var refusal = !directory.IsInPlace() ? Outcome.Changed
            : label is null ? default(Outcome?)
            : MakeQuarantine(destination, label.Value, directory, out to);
        var any = false;
        foreach (var (index, rule) in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ref readonly var item = ref items[index];
            var outcome = refusal ?? Change(directory, batch.NameOf(index), item, to);
            any |= outcome.Kind == OutcomeKind.Done;
            outcomes.Report(item, rule, outcome);
        }
        if (any)
            NoteEmptied(directory);
    }

    private Task ChangeDetachedAsync(ReadOnlyMemory<Item> items, ReadOnlyMemory<Chosen> chosen, QuarantineLabel? label, CancellationToken cancellationToken)
    {
        var share = (chosen.Length + workers - 1) / workers;
        var tasks = new List<Task>(workers);
        for (var start = 0; start < chosen.Length; start += share)
        {
            var part = chosen.Slice(start, Math.Min(share, chosen.Length - start));
            tasks.Add(Task.Run(() => ChangeDetached(items.Span, part.Span, label, cancellationToken), cancellationToken));
        }
        return Task.WhenAll(tasks);
    }

    private void ChangeDetached(ReadOnlySpan<Item> items, ReadOnlySpan<Chosen> chosen, QuarantineLabel? label, CancellationToken cancellationToken)
    {
        if (target is null)
            throw new InvalidOperationException("The target directory was missing when the store was opened, so it had no items.");
        using var source = new PathCursor(target);
        using var destination = new PathCursor(target);
        foreach (var (index, rule) in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ref readonly var item = ref items[index];
            outcomes.Report(item, rule, ChangeDetached(item, label, source, destination));
        }
    }

    private unsafe Outcome ChangeDetached(in Item item, QuarantineLabel? label, PathCursor source, PathCursor destination)
    {
        var path = new ItemPath(item.Path.Span);
        if (!path.IsSafe)
            return Outcome.Failed("Its path does not lead to a file below the target.");
        if (source.MoveTo(path.Directory, out var error) is not { } directory)
            return CheckedFile.Unreached(error);
        DirectoryHandle? to = null;
        if (label is { } aside && MakeQuarantine(destination, aside, directory, out to) is { } refusal)
            return refusal;
        byte[] name = [.. path.Name, 0];
        fixed (byte* pointer = name)
        {
            var outcome = Change(directory, pointer, item, to);
            if (outcome.Kind == OutcomeKind.Done)
                NoteEmptied(directory);
            return outcome;
        }
    }

    private unsafe Outcome Change(DirectoryHandle directory, byte* name, in Item item, DirectoryHandle? to) =>
        to is null ? _files.Delete(directory, name, item) : _files.Move(directory, name, item, to);

    private static Outcome? MakeQuarantine(PathCursor destination, QuarantineLabel label, DirectoryHandle source, out DirectoryHandle? to)
    {
        var path = ReservedFolder.QuarantineOf(label, source.Path);
        to = destination.Make(path, source, out var error);
        return to is not null ? null : Outcome.Failed(error == 0 || Errno.IsVanished(error)
            ? $"The quarantine folder {QuarantineLabel.Root}/{label} cannot be used: a part of it is a link, a file, sticky or on another file system; remove that."
            : $"The quarantine folder {QuarantineLabel.Root}/{label} cannot be made: {Errno.Describe(error)}.");
    }

    private void NoteEmptied(DirectoryHandle directory)
    {
        if (!options.RemoveEmptyDirectories)
            return;
        lock (_emptied)
            _emptied.Add((directory.Device, directory.Inode));
    }
}
