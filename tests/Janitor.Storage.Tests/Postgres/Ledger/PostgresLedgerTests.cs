using Janitor.Engine.Quotas.Ledger;
using Janitor.TestBench;
using static Janitor.Storage.Tests.Postgres.Ledger.LedgerBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class PostgresLedgerTests
{
    [Fact]
    public async Task Book_NewChangedAndMoved_UsageFollows()
    {
        await using var bench = await StartAsync();

        await bench.BookAsync(Of("acme/a", 10), Of("acme/b", 20), Of("beta/a", 5));
        Assert.Equal((30, 2), await bench.UsageAsync("acme"));

        await bench.BookAsync(Of("acme/a", 7), Of("beta/a", 5) with { Tenant = "acme" });
        Assert.Equal((32, 3), await bench.UsageAsync("acme"));
        Assert.Equal((0, 0), await bench.UsageAsync("beta"));
    }

    [Fact]
    public async Task Book_SameKeyTwice_TheLastCounts()
    {
        await using var bench = await StartAsync();

        await bench.BookAsync(Of("acme/a", 10), Of("acme/a", 3));

        Assert.Equal((3, 1), await bench.UsageAsync("acme"));
    }

    [Fact]
    public async Task Book_KeysThatAreNoText_AreKept()
    {
        await using var bench = await StartAsync();
        ReadOnlyMemory<byte> key = new byte[] { 0xff, 0x00, 0x0a };

        await bench.BookAsync(new BookedObject(key, "acme", 1, Noon));

        Assert.Equal(1, await bench.Ledger.RemoveAsync(Store, [key], default));
    }

    [Fact]
    public async Task Book_SameObjectWithoutItsHash_TheHashStaysUntilItChanges()
    {
        await using var bench = await StartAsync();
        var hash = Of("acme/a", 10, hash: 1).Sha256!.Value;
        await bench.BookAsync(Of("acme/a", 10, "e1", hash: 1));

        await bench.BookAsync(Of("acme/a", 10, "e1"));
        Assert.Equal(Key("acme/a").ToArray(), (await bench.Ledger.FindContentAsync(bench.Collection, "acme", hash, default))!.Key.ToArray());

        await bench.BookAsync(Of("acme/a", 10, "e2"));
        Assert.Null(await bench.Ledger.FindContentAsync(bench.Collection, "acme", hash, default));
    }

    [Fact]
    public async Task FindContent_OfAnotherTenant_IsNotThere()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 10, hash: 1));

        Assert.Null(await bench.Ledger.FindContentAsync(bench.Collection, "beta", Of("x", 1, hash: 1).Sha256!.Value, default));
    }

    [Fact]
    public async Task Remove_KeysOfAStore_GoFromAllItsCollections()
    {
        await using var bench = await StartAsync();
        var twin = await bench.Ledger.OpenCollectionAsync("media/twin", Store, default);
        var other = await bench.Ledger.OpenCollectionAsync("media/other", "https://s3.test/other", default);
        foreach (var collection in (int[])[bench.Collection, twin, other])
            await bench.Ledger.BookAsync(collection, [Of("acme/a", 10)], default);

        Assert.Equal(2, await bench.RemoveAsync("acme/a", "acme/unknown"));

        Assert.Equal((0, 0), await bench.UsageAsync("acme"));
        Assert.Equal(10, (await bench.Ledger.UsageAsync(other, "acme", default)).Bytes);
    }

    [Fact]
    public async Task Usages_Many_ThoseWithTheMostBytesFirst()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 10), Of("beta/a", 30), Of("gone/a", 50));
        await bench.RemoveAsync("gone/a");

        var usages = await bench.Ledger.UsagesAsync(bench.Collection, default).ToListAsync();

        Assert.Equal([new TenantUsage("beta", 30, 1), new TenantUsage("acme", 10, 1)], usages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Anything_InAnyOrderAndAtOnce_BooksAreTheSumOfTheObjects(int seed)
    {
        await using var bench = await StartAsync();
        async Task WorkAsync(Random chance)
        {
            for (var step = 0; step < 30; step++)
            {
                var objects = Enumerable.Range(0, chance.Next(1, 20)).Select(_ => Of($"t{chance.Next(4)}/{chance.Next(30)}", chance.Next(1000), $"{chance.Next(3)}")).ToArray();
                await (chance.Next(5) switch
                {
                    0 or 1 => bench.BookAsync(objects),
                    2 => bench.BookAsync([.. objects.Select(item => item with { Tenant = $"t{chance.Next(4)}" })]),
                    3 => bench.RemoveAsync([.. objects.Select(item => System.Text.Encoding.UTF8.GetString(item.Key.Span))]),
                    _ => (Task)bench.ReconcileAsync(objects),
                });
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => WorkAsync(new Random(seed * 10 + worker))));

        var (stored, books) = await bench.SumsAsync();
        Assert.Equal(stored, books);
        Assert.NotEqual(string.Empty, books);
    }

    [Fact]
    public async Task Book_Days_TellWhatCameAndWent()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 10), Of("acme/b", 20));
        await bench.BookAsync(Of("acme/a", 15));
        await bench.RemoveAsync("acme/b");

        Assert.Equal(
            "15 1 45 3 30 2",
            await PostgresServer.QueryAsync<string>(
                bench.Database, "select concat_ws(' ', bytes, objects, stored_bytes, stored_objects, freed_bytes, freed_objects) from janitor.usage_days where tenant = 'acme'"));
    }
}
