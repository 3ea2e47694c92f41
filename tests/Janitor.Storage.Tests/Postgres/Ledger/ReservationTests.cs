using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Janitor.TestBench;
using static Janitor.Storage.Tests.Postgres.Ledger.LedgerBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class ReservationTests
{
    private static readonly ReadOnlyMemory<byte> Hash = new byte[32];

    [Fact]
    public async Task TryReserve_TwoHundredAtOnceAgainstAnAlmostFullQuota_NotAByteTooMuch()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 900));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ReserveAsync(bench, Room(bench, $"acme/{i}", 7), new TenantLimit(1000, null))));

        Assert.Equal(14, answers.Count(answer => answer.Fitted));
        Assert.Equal(98, (await bench.Ledger.UsageAsync(bench.Collection, "acme", default)).ReservedBytes);
        Assert.Equal(14, await PostgresServer.QueryAsync<long>(bench.Database, "select count(*) from janitor.audit where action = 'upload.begun'"));
    }

    [Fact]
    public async Task TryReserve_LimitOfObjects_CountsWhatWasPromised()
    {
        await using var bench = await StartAsync();
        await bench.BookAsync(Of("acme/a", 1));

        Assert.True((await ReserveAsync(bench, Room(bench, "acme/b", 1), new TenantLimit(null, 2))).Fitted);
        Assert.False((await ReserveAsync(bench, Room(bench, "acme/c", 1), new TenantLimit(null, 2))).Fitted);
    }

    [Fact]
    public async Task TryReserve_ContentThatTheTenantHas_KeepsRoomOnlyBesideIt()
    {
        await using var bench = await StartAsync();
        var room = Room(bench, "acme/b", 10);
        await bench.BookAsync(Of("acme/a", 10) with { Sha256 = room.Sha256 });
        await bench.BookAsync(Of("beta/a", 20) with { Sha256 = room.Sha256 });

        var first = await ReserveAsync(bench, room, default);
        var other = await ReserveAsync(bench, room with { Size = 20 }, default);
        var second = await ReserveAsync(bench, room with { Id = Guid.NewGuid() }, default, besideTwin: true);

        Assert.Equal((false, "acme/a", 10), (first.Fitted, Encoding.UTF8.GetString(first.Twin!.Key.Span), first.Usage.Bytes));
        Assert.Equal((true, null), (other.Fitted, other.Twin));
        Assert.Equal((true, null, 20), (second.Fitted, second.Twin, second.Usage.ReservedBytes));
    }

    [Fact]
    public async Task Complete_Twice_BooksOnce()
    {
        await using var bench = await StartAsync();
        var room = Room(bench, "acme/a", 10);
        await ReserveAsync(bench, room, default);

        Assert.True(await bench.Ledger.CompleteAsync(room.Id, Of("acme/a", 10, hash: 1), Done(room), default));
        Assert.False(await bench.Ledger.CompleteAsync(room.Id, Of("acme/a", 10, hash: 1), Done(room), default));

        var usage = await bench.Ledger.UsageAsync(bench.Collection, "acme", default);
        Assert.Equal((10, 1, 0, 0), (usage.Bytes, usage.Objects, usage.ReservedBytes, usage.ReservedObjects));
    }

    [Fact]
    public async Task Release_GivesTheRoomUp()
    {
        await using var bench = await StartAsync();
        var room = Room(bench, "acme/a", 10);
        await ReserveAsync(bench, room, new TenantLimit(10, null));

        await bench.Ledger.ReleaseAsync(room.Id, default);

        Assert.True((await ReserveAsync(bench, Room(bench, "acme/b", 10), new TenantLimit(10, null))).Fitted);
    }

    [Fact]
    public async Task Expired_CountsNoMoreAndIsTakenOnce()
    {
        await using var bench = await StartAsync();
        var room = Room(bench, "acme/a", 10) with { UploadId = "u1", ContentType = "video/mp4" };
        await ReserveAsync(bench, room, default);
        Assert.Equal("u1", (await bench.Ledger.FindReservationAsync(room.Id, default))!.UploadId);
        await PostgresServer.ExecuteAsync(bench.Database, "update janitor.reservations set expires_at = now() - interval '1 second'");

        Assert.Null(await bench.Ledger.FindReservationAsync(room.Id, default));
        Assert.Equal(0, (await bench.Ledger.UsageAsync(bench.Collection, "acme", default)).ReservedBytes);
        var taken = Assert.Single((await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.Ledger.TakeExpiredAsync([bench.Collection], 10, default)))).SelectMany(some => some));
        Assert.Equal((room.Id, "u1", "video/mp4"), (taken.Id, taken.UploadId, taken.ContentType));
    }

    [Fact]
    public async Task TakeExpired_OfACollectionThatIsNotAskedFor_Stays()
    {
        await using var bench = await StartAsync();
        var room = Room(bench, "acme/a", 10);
        await ReserveAsync(bench, room, default);
        await PostgresServer.ExecuteAsync(bench.Database, "update janitor.reservations set expires_at = now() - interval '1 second'");

        Assert.Empty(await bench.Ledger.TakeExpiredAsync([bench.Collection + 1], 10, default));
        Assert.Equal([room.Id], await bench.Ledger.FindReservedAsync([room.Id, Guid.NewGuid()], default));
    }

    private static Task<ReservationAnswer> ReserveAsync(LedgerBench bench, Reservation room, TenantLimit limit, bool besideTwin = false) =>
        bench.Ledger.TryReserveAsync(room, limit, new AuditEntry("key", AuditActions.UploadBegun, room.Collection, room.Tenant, room.Key) { Upload = room.Id }, besideTwin, default);

    private static AuditEntry Done(Reservation room) => new("key", AuditActions.UploadCompleted, room.Collection, room.Tenant, room.Key) { Upload = room.Id };

    private static Reservation Room(LedgerBench bench, string key, long size) =>
        new(Guid.NewGuid(), bench.Collection, "acme", Key(key), size, Hash, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));
}
