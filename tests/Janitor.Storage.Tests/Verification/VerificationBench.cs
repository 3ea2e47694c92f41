using System.Collections.Concurrent;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Verification;
using Janitor.Storage.Postgres.Ledger;
using Janitor.Storage.Tests.Postgres.Ledger;

namespace Janitor.Storage.Tests.Verification;

/// <summary>A store whose objects are booked in a ledger of its own, and verifications of it.</summary>
internal sealed class VerificationBench : IAsyncDisposable
{
    private readonly LedgerBench _ledger;

    private VerificationBench(LedgerBench ledger, Func<IContentStore> open) => (_ledger, Open) = (ledger, open);

    public LedgerBench Ledger => _ledger;

    /// <summary>Opens the store.</summary>
    public Func<IContentStore> Open { get; set; }

    /// <summary>What the last run told of each object.</summary>
    public ConcurrentDictionary<string, VerifiedItem> Items { get; } = new(StringComparer.Ordinal);

    public static async Task<VerificationBench> StartAsync(Func<IContentStore> open) => new(await LedgerBench.StartAsync(), open);

    /// <summary>Books what is there, as a measurement does; without hashes.</summary>
    public async Task MeasureAsync()
    {
        await using var store = Open();
        await store.OpenAsync(StoreUse.Read, default);
        var tenants = new TenantPath([]);
        var feed = new LedgerFeed(tenants, new UsageTally(tenants));
        var books = _ledger.Ledger.ReconcileAsync(_ledger.Collection, feed.ReadAsync(), default);
        await feed.Awaited;
        await store.ScanAsync(default, feed, default);
        feed.End();
        await books;
    }

    /// <summary>Books what is there, and its hashes.</summary>
    public async Task BookAsync()
    {
        await MeasureAsync();
        var report = await RunAsync(new VerificationOptions { Learn = true });
        Assert.True(report.IsSound, report.Message);
        Assert.Equal(0, report.Unhashed);
    }

    public async Task<VerificationReport> RunAsync(VerificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Items.Clear();
        options ??= new VerificationOptions();
        await using var store = Open();
        var run = new VerificationRun(store, new VerificationBooks(_ledger.Ledger), "media/videos", _ledger.Collection, TimeProvider.System);
        return await run.ExecuteAsync(options with { Checked = Take }, new VerificationProgress(), cancellationToken);

        void Take(VerifiedItem item)
        {
            Assert.True(Items.TryAdd(item.Path, item), $"{item.Path} was told twice");
            options.Checked?.Invoke(item);
        }
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
