using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class PostgresCollectionsTests
{
    [Fact]
    public async Task ForgetAsync_QuotaWithObjects_TakesAllOfItOutAndNothingElse()
    {
        await using var bench = await LedgerBench.StartAsync();
        foreach (var name in (string[])["media/gone", "media/stays"])
        {
            var collection = await bench.Ledger.OpenCollectionAsync(name, "https://s3.example.com/videos", default);
            await bench.Ledger.BookAsync(collection, [new BookedObject(LedgerBench.Key("a"), "acme", 5, LedgerBench.Noon)], default);
        }

        var collections = new PostgresCollections(bench.Ledger);

        Assert.True(await collections.ForgetAsync("media/gone", default));
        Assert.False(await collections.ForgetAsync("media/gone", default));
        foreach (var table in (string[])["objects", "usage", "usage_days"])
        {
            var left = await PostgresServer.QueryAsync<string>(
                bench.Database, $"select coalesce(string_agg(name, ', '), '') from janitor.{table} join janitor.collections on collection = id where name like 'media/%'");
            Assert.Equal("media/stays", left);
        }
    }
}
