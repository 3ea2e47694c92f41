using System.Globalization;
using System.Net;
using Amazon.S3.Model;
using Janitor.TestBench;
using Npgsql;

namespace Janitor.Gateway.Tests.Killed;

/// <summary>Whatever dies in the midst of uploads, what was confirmed is there, and after the sweep the books are what is in the bucket.</summary>
public sealed class KilledTests
{
    private const int Rounds = 5;

    private readonly Random _chance = new(7);

    [Fact]
    public async Task Uploads_GatewayIsKilledAgainAndAgain_NothingIsLostAndTheBooksAreExact()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Limit = null);
        var own = bench.Address;
        await using var uploaders = new Uploaders(bench);
        for (var round = 0; round < Rounds; round++)
        {
            await using var program = await GatewayProgram.StartAsync(bench);
            bench.Address = program.Address;
            if (round == 0)
                uploaders.Start();
            await SomeAreConfirmedAsync(uploaders);
        }

        bench.Address = own;
        await SomeAreConfirmedAsync(uploaders);
        await uploaders.EndAsync();

        Assert.True(uploaders.Failed > 0, "no upload was broken off");
        await AssertExactAsync(bench, uploaders);
    }

    [Fact]
    public async Task Uploads_PostgresCrashesAgainAndAgain_NothingIsLostAndTheBooksAreExact()
    {
        // A server that only this test uses: it ends all connections when one of its processes is killed, and recovers from its log.
        var postgres = await PostgresServer.StartAsync("127.0.0.7");
        await using var bench = await GatewayBench.StartAsync(
            quota => (quota.Spec.Limit, quota.Spec.Gateway.RequestsPerSecond) = (null, 10_000), postgres: postgres);
        // The bench's servers confirm before anything is written, for speed; a real one does not. It counts for connections that are made from now on.
        var name = bench.Database.AbsolutePath.Trim('/');
        await PostgresServer.ExecuteAsync(postgres.Uri, $"alter database {name} set synchronous_commit = on; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await using var uploaders = new Uploaders(bench);
        uploaders.Start();
        for (var round = 0; round < Rounds; round++)
        {
            await SomeAreConfirmedAsync(uploaders);
            var process = await PostgresServer.QueryAsync<int>(
                postgres.Uri, $"select pid from pg_stat_activity where datname = '{name}' order by state_change desc limit 1");
            await Command.RunAsync("kill", ["-KILL", process.ToString(CultureInfo.InvariantCulture)]);
        }

        await SomeAreConfirmedAsync(uploaders);
        await uploaders.EndAsync();

        Assert.True(uploaders.Failed > 0, "no upload was broken off");
        await AssertExactAsync(bench, uploaders);
    }

    [Fact]
    public async Task Complete_GatewayIsKilledBetweenCopyAndBooks_TheSweepBooksIt()
    {
        await using var bench = await GatewayBench.StartAsync();
        await KillBeforeBookingAsync(bench);
        Assert.Equal((0, 0, 5), await bench.UsageAsync());

        await bench.ExpireAsync();
        await bench.SweepAsync();

        Assert.Equal(["live/tenants/acme/a"], await bench.KeysAsync());
        Assert.Equal((5, 1, 0), await bench.UsageAsync());
    }

    [Fact]
    public async Task Complete_GatewayWasKilledBetweenCopyAndBooks_OnceMoreSucceeds()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await KillBeforeBookingAsync(bench);

        Assert.Equal(HttpStatusCode.OK, (await bench.CompleteAsync(offer)).Status);

        Assert.Equal(["live/tenants/acme/a"], await bench.KeysAsync());
        Assert.Equal((5, 1, 0), await bench.UsageAsync());
    }

    /// <summary>Kills a gateway that has copied an upload to its key, and waits for the table in which it would book it.</summary>
    private static async Task<Answer> KillBeforeBookingAsync(GatewayBench bench)
    {
        var own = bench.Address;
        await using var program = await GatewayProgram.StartAsync(bench);
        bench.Address = program.Address;
        var offer = await bench.BeginAsync("tenants/acme/a", "hello"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "hello"u8.ToArray());
        await using var source = NpgsqlDataSource.Create(PostgresServer.Settings(bench.Database));
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var held = new NpgsqlCommand("lock table janitor.objects in exclusive mode", holder))
            await held.ExecuteNonQueryAsync();

        var completion = Record.ExceptionAsync(() => bench.CompleteAsync(offer));
        await Eventually.HoldsAsync(async () => (await bench.KeysAsync()).Contains("live/tenants/acme/a"));
        await program.KillAsync();

        Assert.IsType<HttpRequestException>(await completion);
        bench.Address = own;
        return offer;
    }

    private async Task SomeAreConfirmedAsync(Uploaders uploaders)
    {
        var enough = uploaders.Confirmed.Count + _chance.Next(5, 40);
        await Eventually.HoldsAsync(() => uploaders.Confirmed.Count >= enough);
    }

    private static async Task AssertExactAsync(GatewayBench bench, Uploaders uploaders)
    {
        await bench.ExpireAsync();
        await bench.SweepAsync();
        await bench.SweepStraysAsync();

        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        var request = new ListObjectsV2Request { BucketName = bench.Bucket };
        for (ListObjectsV2Response? page = null; page is null || page.IsTruncated == true; request.ContinuationToken = page.NextContinuationToken)
        {
            page = await bench.S3.Client.ListObjectsV2Async(request);
            foreach (var item in page.S3Objects ?? [])
                stored.Add(item.Key, item.Size!.Value);
        }

        Assert.DoesNotContain(stored.Keys, key => key.Contains(".janitor", StringComparison.Ordinal));
        Assert.Equal((stored.Values.Sum(), stored.Count, 0L), await bench.UsageAsync());
        foreach (var (key, content) in uploaders.Confirmed)
            Assert.Equal(content, System.Text.Encoding.UTF8.GetBytes(await bench.ReadAsync("live/" + key)));
    }
}
