using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Tests.Retention;

/// <summary>A store in memory, for the engine's own rules: what it lists is what the test says.</summary>
internal sealed class ListedStore(DateTimeOffset now) : IStore, IStoreChanges
{
    private readonly ConcurrentDictionary<string, Item> _items = new();
    private readonly Dictionary<string, Dictionary<string, string>> _tags = [];
    private IOutcomeSink? _outcomes;

    public string Description => "volume test";

    public StoreStatus Status { get; set; } = new() { Protection = "none needed" };

    /// <summary>Deleted and moved paths, in order.</summary>
    public ConcurrentQueue<string> Removed { get; } = [];

    public ConcurrentQueue<string> Quarantined { get; } = [];

    public ConcurrentQueue<string> RemovedFolders { get; } = [];

    public int Scans { get; private set; }

    public int BatchSize { get; set; } = 3;

    /// <summary>Is called with the number of a scan before it lists.</summary>
    public Action<int>? OnScan { get; set; }

    /// <summary>Fails with this after some batches.</summary>
    public StoreException? BreaksOff { get; set; }

    public string? UnreadableFolder { get; set; }

    public Func<string, Outcome?>? OnChange { get; set; }

    public IEnumerable<string> Paths => _items.Keys.Order(StringComparer.Ordinal);

    public ListedStore Add(string path, TimeSpan age, long size = 1000, long? reclaimable = null, TimeSpan? created = null, TimeSpan? accessed = null)
    {
        _items[path] = new Item
        {
            Path = Encoding.UTF8.GetBytes(path),
            Size = size,
            Reclaimable = reclaimable ?? size,
            ModifiedAt = Nanoseconds(now - age),
            CreatedAt = created is { } c ? Nanoseconds(now - c) : Item.NoTime,
            AccessedAt = accessed is { } a ? Nanoseconds(now - a) : Item.NoTime,
        };
        return this;
    }

    public ListedStore AddMany(int count, Func<int, string> path, TimeSpan age, long size = 1000)
    {
        for (var i = 0; i < count; i++)
            Add(path(i), age, size);
        return this;
    }

    public ListedStore AddMany(int count, Func<int, string> path, Func<int, TimeSpan> age)
    {
        for (var i = 0; i < count; i++)
            Add(path(i), age(i));
        return this;
    }

    public void Tag(string path, string key, string value) => _tags[path] = new Dictionary<string, string> { [key] = value };

    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) => ValueTask.FromResult(Status);

    public async Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken)
    {
        Scans++;
        OnScan?.Invoke(Scans);
        var prefix = folder.IsEmpty ? string.Empty : Encoding.UTF8.GetString(folder.Span) + "/";
        var listed = _items.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && FoldersOf(item.Key).All(above => visitor.Wants(above)));
        var batches = listed.Select(item => item.Value).Chunk(BatchSize);
        if (UnreadableFolder is not null)
            visitor.Unreadable(Encoding.UTF8.GetBytes(UnreadableFolder), "permission denied");
        await Parallel.ForEachAsync(batches, cancellationToken, async (batch, token) =>
        {
            // What was listed is only valid during the visit: whoever keeps it sees rubbish.
            var buffers = batch.Select(item => item.Path.ToArray()).ToArray();
            var items = batch.Select((item, i) => item with { Path = buffers[i] }).ToArray();
            await visitor.VisitAsync(new ItemBatch(items, now), token);
            foreach (var buffer in buffers)
                Array.Fill(buffer, (byte)'#');
        });
        if (BreaksOff is not null)
            throw BreaksOff;
    }

    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(_items.ContainsKey(Text(item)) ? _tags.GetValueOrDefault(Text(item), []) : null);

    public IStoreChanges BeginChanges(IOutcomeSink outcomes)
    {
        _outcomes = outcomes;
        return this;
    }

    public ValueTask DeleteAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken) =>
        Change(batch, chosen, Removed, freesSpace: true);

    public ValueTask QuarantineAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, QuarantineLabel label, CancellationToken cancellationToken) =>
        Change(batch, chosen, Quarantined, freesSpace: false);

    public ValueTask RemoveEmptyFolderAsync(ReadOnlyMemory<byte> folder, CancellationToken cancellationToken)
    {
        RemovedFolders.Enqueue(Encoding.UTF8.GetString(folder.Span));
        return default;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => default;

    public async IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;

    private static string Text(in Item item) => Encoding.UTF8.GetString(item.Path.Span);

    private static IEnumerable<byte[]> FoldersOf(string path) => Enumerable.Range(0, path.Length).Where(i => path[i] == '/').Select(i => Encoding.UTF8.GetBytes(path[..i]));

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private ValueTask Change(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, ConcurrentQueue<string> into, bool freesSpace)
    {
        foreach (var (index, rule) in chosen.Span)
        {
            var item = batch.Items.Span[index];
            var path = Text(item);
            if (OnChange?.Invoke(path) is { } outcome)
            {
                _outcomes!.Report(item, rule, outcome);
            }
            else if (_items.TryRemove(path, out _))
            {
                into.Enqueue(path);
                _outcomes!.Report(item, rule, Outcome.Done(freesSpace ? item.Reclaimable : 0));
            }
            else
            {
                _outcomes!.Report(item, rule, Outcome.Gone);
            }
        }

        return default;
    }
}
