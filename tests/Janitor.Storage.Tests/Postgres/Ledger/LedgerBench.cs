using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

/// <summary>A ledger in a new database, with one collection.</summary>
internal sealed class LedgerBench : IAsyncDisposable
{
    public const string Store = "https://s3.test/videos";

    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private LedgerBench(Uri database, PostgresLedger ledger, int collection) => (Database, Ledger, Collection) = (database, ledger, collection);

    public Uri Database { get; }

    public PostgresLedger Ledger { get; }

    public int Collection { get; }

    public static async Task<LedgerBench> StartAsync()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        var ledger = await PostgresLedger.OpenAsync(database.ToString(), default);
        return new LedgerBench(database, ledger, await ledger.OpenCollectionAsync("media/videos", Store, default));
    }

    public static ReadOnlyMemory<byte> Key(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>An object of the tenant that its first folder names.</summary>
    public static BookedObject Of(string key, long size, string? etag = null, byte? hash = null) => new(Key(key), key.Split('/')[0], size, Noon)
    {
        ETag = etag,
        Sha256 = hash is { } value ? Enumerable.Repeat(value, 32).ToArray() : default(ReadOnlyMemory<byte>?),
    };

    public Task BookAsync(params BookedObject[] objects) => Ledger.BookAsync(Collection, objects, default);

    public Task<long> RemoveAsync(params string[] keys) => Ledger.RemoveAsync(Store, [.. keys.Select(Key)], default);

    public Task<Drift> ReconcileAsync(params BookedObject[] listing) => Ledger.ReconcileAsync(Collection, listing.ToAsyncEnumerable(), default);

    public async Task<(long Bytes, long Objects)> UsageAsync(string tenant)
    {
        var usage = await Ledger.UsageAsync(Collection, tenant, default);
        return (usage.Bytes, usage.Objects);
    }

    /// <summary>What the tenants have by the objects themselves, and by the books: <c>acme 30 3, beta 5 1</c>.</summary>
    public async Task<(string Objects, string Books)> SumsAsync() => (
        await SumAsync("select tenant, sum(size)::bigint as bytes, count(*) as objects from janitor.objects group by tenant"),
        await SumAsync("select tenant, bytes, objects from janitor.usage where objects > 0 or bytes > 0"));

    public async ValueTask DisposeAsync() => await Ledger.DisposeAsync();

    private Task<string> SumAsync(string query) =>
        PostgresServer.QueryAsync<string>(Database, $"select coalesce(string_agg(tenant || ' ' || bytes || ' ' || objects, ', ' order by tenant), '') from ({query}) as sums");
}
