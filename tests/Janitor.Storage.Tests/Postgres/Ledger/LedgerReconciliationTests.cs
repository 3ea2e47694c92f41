using Janitor.Engine.Quotas.Ledger;
using static Janitor.Storage.Tests.Postgres.Ledger.LedgerBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class LedgerReconciliationTests
{
    [Fact]
    public async Task Reconcile_LedgerThatIsOff_CountsAndRepairs()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/same", 1), Of("acme/gone", 10), Of("acme/grown", 100));

        var drift = await bench.ReconcileAsync(Of("acme/same", 1), Of("acme/grown", 150), Of("beta/new", 1000));

        Assert.Equal(new Drift(Missing: 1, Unknown: 1, Changed: 1, Bytes: 10 + 1000 + 50), drift);
        Assert.Equal(("acme 151 2, beta 1000 1", "acme 151 2, beta 1000 1"), await bench.SumsAsync());
        Assert.True((await bench.ReconcileAsync(Of("acme/same", 1), Of("acme/grown", 150), Of("beta/new", 1000))).IsNone);
    }

    [Fact]
    public async Task Reconcile_ListingBreaksOff_ChangesNothing()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Ledger.ReconcileAsync(bench.Collection, BreakingOff(), default));

        Assert.Equal((1, 1), await bench.UsageAsync("acme"));
    }

    [Fact]
    public async Task Reconcile_WhatHappensMeanwhile_IsNotJudgedByTheListing()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/removed", 10), Of("acme/rewritten", 20));

        var drift = await bench.Ledger.ReconcileAsync(
            bench.Collection,
            Listing(
                [Of("acme/removed", 10), Of("acme/rewritten", 20)],
                async () =>
                {
                    await bench.BookAsync(Of("acme/uploaded", 5), Of("acme/rewritten", 25));
                    await bench.RemoveAsync("acme/removed");
                }),
            default);

        Assert.True(drift.IsNone);
        Assert.Equal((30, 2), await bench.UsageAsync("acme"));
    }

    [Fact]
    public async Task Reconcile_RemovedLongAgoAndBackAgain_IsBooked()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 10));
        await bench.RemoveAsync("acme/a");

        Assert.Equal(new Drift(0, 1, 0, 10), await bench.ReconcileAsync(Of("acme/a", 10)));
    }

    private static async IAsyncEnumerable<BookedObject> Listing(BookedObject[] objects, Func<Task> meanwhile)
    {
        foreach (var item in objects)
            yield return item;
        await meanwhile();
    }

    private static async IAsyncEnumerable<BookedObject> BreakingOff()
    {
        await Task.Yield();
        yield return Of("beta/b", 1);
        throw new InvalidOperationException("the listing broke off");
    }
}
