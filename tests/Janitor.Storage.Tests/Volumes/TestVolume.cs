using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Storage.Volumes;

namespace Janitor.Storage.Tests.Volumes;

/// <summary>A directory tree with a store upon it, and what a run does with it.</summary>
internal sealed class TestVolume : IAsyncDisposable, IOutcomeSink
{
    private readonly ScratchDirectory _scratch;

    public TestVolume(string fileSystem, Func<VolumeStoreOptions, VolumeStoreOptions>? with = null)
    {
        _scratch = new ScratchDirectory(fileSystem);
        Root = Path.Combine(_scratch.Path, "claim");
        Outside = Path.Combine(_scratch.Path, "outside");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Outside);
        var options = new VolumeStoreOptions { Root = Root, Description = "volume scratch" };
        Store = new VolumeStore(with?.Invoke(options) ?? options, TimeProvider.System);
    }

    public static TheoryData<string> FileSystems => ["/dev/shm", Path.GetTempPath()];

    public string Root { get; }

    /// <summary>A directory beside the claim, on the same file system.</summary>
    public string Outside { get; }

    public VolumeStore Store { get; }

    public ConcurrentDictionary<string, Outcome> Outcomes { get; } = new();

    public string At(string path) => Path.Combine(Root, path);

    public string Write(string path, int size = 3)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), new byte[size]);
        return At(path);
    }

    public async Task<TestVolume> OpenAsync()
    {
        await Store.OpenAsync(StoreUse.Change, default);
        return this;
    }

    /// <summary>Opens the store and lists it.</summary>
    public async Task<TestVisitor> ScanAsync(string folder = "", TestVisitor? visitor = null)
    {
        visitor ??= new TestVisitor();
        await OpenAsync();
        await Store.ScanAsync(Encoding.UTF8.GetBytes(folder), visitor, default);
        return visitor;
    }

    /// <summary>Lists the store and deletes all, each batch during its visit.</summary>
    /// <param name="before">Called for each batch before it is deleted.</param>
    public Task<TestVisitor> DeleteAllAsync(Action<ItemBatch>? before = null) => ChangeAllAsync((changes, batch) => changes.DeleteAsync(batch, All(batch), default), before);

    /// <summary>Lists the store and moves all aside.</summary>
    public Task<TestVisitor> QuarantineAllAsync(QuarantineLabel label, Action<ItemBatch>? before = null) =>
        ChangeAllAsync((changes, batch) => changes.QuarantineAsync(batch, All(batch), label, default), before);

    /// <summary>Changes items that were listed earlier.</summary>
    public async Task ChangeAsync(Func<IStoreChanges, ItemBatch, ValueTask> change, IEnumerable<Item> items)
    {
        await using var changes = Store.BeginChanges(this);
        await change(changes, new ItemBatch(items.ToArray(), DateTimeOffset.UnixEpoch));
        await changes.CompleteAsync(default);
    }

    public Task DeleteAsync(IEnumerable<Item> items) => ChangeAsync((changes, batch) => changes.DeleteAsync(batch, All(batch), default), items);

    public static Chosen[] All(ItemBatch batch) => [.. Enumerable.Range(0, batch.Items.Length).Select(index => new Chosen(index, 7))];

    public void Report(in Item item, int rule, Outcome outcome)
    {
        Assert.Equal(7, rule);
        Assert.True(Outcomes.TryAdd(TestVisitor.TextOf(item), outcome), "reported twice");
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task<TestVisitor> ChangeAllAsync(Func<IStoreChanges, ItemBatch, ValueTask> change, Action<ItemBatch>? before)
    {
        await OpenAsync();
        await using var changes = Store.BeginChanges(this);
        var visitor = new TestVisitor(async batch =>
        {
            before?.Invoke(batch);
            await change(changes, batch);
        });
        await Store.ScanAsync(default, visitor, default);
        await changes.CompleteAsync(default);
        return visitor;
    }
}
