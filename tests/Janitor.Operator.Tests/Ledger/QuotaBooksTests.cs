using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Hosting;
using Janitor.Operator.Ledger;
using Janitor.Operator.Quotas;
using Janitor.TestBench;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Janitor.Operator.Tests.Ledger;

public sealed class QuotaBooksTests
{
    private readonly Mock<IStore> _store = new();
    private readonly StorageQuota _quota = new()
    {
        Metadata = new ObjectMeta { Name = "media", Namespace = "media" },
        Spec = new StorageQuotaSpec { Target = new Target { Bucket = new BucketTarget { Name = "videos" } } },
    };

    [Fact]
    public async Task ScanAsync_PartUnreadable_LeavesTheBooksAlone()
    {
        await using var bench = await Bench.StartAsync();
        Lists("acme/a", "beta/a");
        Assert.Equal(2, (await ScanAsync(bench))!.Value.Unknown);

        Lists(visitor => visitor.Unreadable("beta"u8.ToArray(), "no permission"), "acme/a");

        Assert.Null(await ScanAsync(bench));
        Assert.Equal(2, await bench.BookedAsync());
        Assert.Null(bench.Link.Problem);
    }

    [Fact]
    public async Task ScanAsync_ListingBreaksOff_LeavesTheBooksAloneAndThrows()
    {
        await using var bench = await Bench.StartAsync();
        Lists("acme/a", "beta/a");
        await ScanAsync(bench);

        Lists(_ => throw new StoreException("spec.target", "the listing broke off"), "acme/a");

        await Assert.ThrowsAsync<StoreException>(() => ScanAsync(bench));
        Assert.Equal(2, await bench.BookedAsync());
    }

    [Fact]
    public async Task ScanAsync_LedgerEndsMeanwhile_ListsToTheEnd()
    {
        await using var bench = await Bench.StartAsync();
        var many = Enumerable.Range(0, 100).Select(i => $"acme/{i}").ToArray();
        Lists(_ => PostgresServer.ExecuteAsync(bench.Database, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").Wait(), many);
        var tally = new UsageTally(new TenantPath([]));

        Assert.Null(await ScanAsync(bench, tally));

        Assert.Equal(100, tally.Tenants.Single().Objects);
        Assert.NotNull(bench.Link.Problem);
    }

    private Task<Drift?> ScanAsync(Bench bench) => ScanAsync(bench, new UsageTally(new TenantPath([])));

    private Task<Drift?> ScanAsync(Bench bench, UsageTally tally) => new QuotaBooks(bench.Link).ScanAsync(_quota, new TenantPath([]), _store.Object, tally, default);

    private void Lists(params string[] keys) => Lists(_ => { }, keys);

    /// <summary>A listing of one item a batch; after the first, something happens.</summary>
    private void Lists(Action<IInventoryVisitor> afterFirst, params string[] keys) => _store
        .Setup(store => store.ScanAsync(default, It.IsAny<IInventoryVisitor>(), It.IsAny<CancellationToken>()))
        .Returns(async (ReadOnlyMemory<byte> _, IInventoryVisitor visitor, CancellationToken token) =>
        {
            foreach (var key in keys)
            {
                await visitor.VisitAsync(new ItemBatch(new[] { new Item { Path = System.Text.Encoding.UTF8.GetBytes(key), Size = 5 } }, Policies.Noon), token);
                if (key == keys[0])
                    afterFirst(visitor);
            }
        });

    private sealed record Bench(Uri Database, LedgerLink Link) : IAsyncDisposable
    {
        public static async Task<Bench> StartAsync()
        {
            var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
            return new Bench(database, new LedgerLink(new LedgerOptions(database.ToString()), NullLogger<LedgerLink>.Instance));
        }

        public Task<long> BookedAsync() => PostgresServer.QueryAsync<long>(Database, "select count(*) from janitor.objects");

        public ValueTask DisposeAsync() => Link.DisposeAsync();
    }
}
