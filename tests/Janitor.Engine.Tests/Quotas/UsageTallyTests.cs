using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class UsageTallyTests
{
    private readonly UsageTally _tally = new(new TenantPath([]));

    [Fact]
    public async Task Visit_Batches_AddUpByTenant()
    {
        await VisitAsync(("acme/a", 10), ("acme/b", 5), ("beta/a", 1), ("nobodys", 100));
        await VisitAsync(("acme/c", 1));

        Assert.Equal([("acme", 16L, 3L), ("beta", 1L, 1L)], _tally.Tenants.Select(t => (Encoding.UTF8.GetString(t.Tenant.Span), t.Bytes, t.Objects)).Order());
        Assert.Equal((100, 1), _tally.Nobodys);
    }

    [Fact]
    public async Task Visit_ManyBatchesAtOnce_LosesNothing()
    {
        await Parallel.ForAsync(0, 200, async (i, _) => await VisitAsync([.. Enumerable.Range(0, 100).Select(j => ($"t{j % 7}/{i}-{j}", 1L))]));

        Assert.Equal((20_000, 20_000, 7), (_tally.Tenants.Sum(t => t.Bytes), _tally.Tenants.Sum(t => t.Objects), _tally.Tenants.Count()));
    }

    [Fact]
    public async Task Visit_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _tally.VisitAsync(new ItemBatch(new Item[1], default), cancelled.Token));
    }

    [Fact]
    public void Unreadable_Directories_AreCountedAndTheFirstIsKept()
    {
        _tally.Unreadable("a"u8.ToArray(), "a: permission denied");
        _tally.Unreadable("b"u8.ToArray(), "b: permission denied");

        Assert.Equal((2, "a: permission denied"), _tally.Unlisted);
    }

    private async ValueTask VisitAsync(params (string Path, long Size)[] items) => await _tally.VisitAsync(
        new ItemBatch(items.Select(item => new Item { Path = Encoding.UTF8.GetBytes(item.Path), Size = item.Size }).ToArray(), default), default);
}
