using Janitor.TestBench;

namespace Janitor.EndToEnd.Backups;

/// <summary>S3 and PostgreSQL go away while pods of a real node back up and restore.</summary>
[Collection(ClusterTests.Name)]
public sealed class LostServersTests(Cluster cluster)
{
    [Fact]
    public async Task S3GoesMidway_BackupFailsRestoreTakesNothingAndDebrisGoesWithALaterRun()
    {
        // Of so much a restore has not read all ahead when it begins to write.
        await using var bench = await Bench.StartAsync(cluster, 2 * Bench.Many);
        var (proxy, hold) = GoThrough(bench, request => Task.FromResult(request.Target.Contains("partNumber=", StringComparison.Ordinal)));
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.AskAsync("1");
        // Nothing is stored any more, and how far it has come is in the status.
        await Eventually.HoldsAsync(async () => (await bench.GetAsync("backups.janitor.dev"))["items"]!.AsArray() is [var one] && ((string?)one!["status"]?["progress"])?.Contains(" read, 0 B stored", StringComparison.Ordinal) == true, TimeSpan.FromMinutes(2));

        await KillAsync(proxy, hold);

        var failed = await bench.EndOfBackupAsync();
        Assert.Equal(("Failed", "False/DestinationFailed"), ((string?)failed["status"]!["phase"], Policy.Condition(failed["status"]!, "Ready")));
        Assert.NotEqual(0, await bench.DebrisAsync());
        bench.Endpoint = bench.S3.Endpoint;
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        var good = 0;
        do
        {
            // What another run has left is not removed before it has been silent for two minutes.
            good++;
            await bench.AskAsync($"again-{good}");
            await bench.WaitForBackupsAsync(good, "Succeeded");
        }
        while (good < 30 && await bench.DebrisAsync() > 0);
        Assert.Equal(0, await bench.DebrisAsync());
        Assert.Equal(good, (await bench.KeysAsync()).Select(key => key.Split('/')[2]).Distinct().Count());

        await PostgresServer.ExecuteAsync(bench.Database, "delete from orders where id > 10");
        var before = await Bench.SumAsync(bench.Database);
        (proxy, hold) = GoThrough(bench, async request => request.Target.Contains(".dump", StringComparison.Ordinal) && await bench.IsCopiedAsync());
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.RestoreAsync("back", "from: { schedule: nightly }\noverwrite: Always");
        await Eventually.HoldsAsync(() => Task.FromResult(hold.Holds), TimeSpan.FromMinutes(2));

        await KillAsync(proxy, hold);

        var status = await bench.EndOfRestoreAsync("back");
        Assert.Equal("False/RestoreFailed", Policy.Condition(status, "Ready"));
        Assert.Contains("is as it was", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, await Bench.SumAsync(bench.Database));
    }

    [Fact]
    public async Task PostgresEndsMidway_NothingIsStoredAndTheDatabaseIsAsItWas()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        var ended = bench.EndSessionsAsync();
        await bench.AskAsync("1");

        var failed = await bench.EndOfBackupAsync();

        Assert.Equal(("Failed", "False/SourceFailed"), ((string?)failed["status"]!["phase"], Policy.Condition(failed["status"]!, "Ready")));
        await ended;
        Assert.Empty(await bench.KeysAsync());
        Assert.Equal(0, await bench.DebrisAsync());
        await bench.AskAsync("2");
        await bench.WaitForBackupsAsync(1, "Succeeded");
        await PostgresServer.ExecuteAsync(bench.Database, "delete from orders where id > 10");
        var before = await Bench.SumAsync(bench.Database);
        ended = bench.EndSessionsAsync();
        await bench.RestoreAsync("back", "from: { schedule: nightly }\noverwrite: Always");

        var status = await bench.EndOfRestoreAsync("back");

        Assert.True(Policy.Condition(status, "Ready") == "False/RestoreFailed", status.ToJsonString());
        await ended;
        Assert.Contains("is as it was", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, await Bench.SumAsync(bench.Database));
    }

    /// <summary>Puts a proxy between pods and S3 that holds some requests back.</summary>
    private (FaultyProxy Proxy, Hold Hold) GoThrough(Bench bench, Func<ProxiedRequest, Task<bool>> isHeld)
    {
        var hold = new Hold();
        var proxy = new FaultyProxy(bench.S3.Endpoint, address: cluster.Address)
        {
            Intercept = async request =>
            {
                if (await isHeld(request))
                    await hold.WaitAsync();
                return null;
            },
        };
        bench.Endpoint = proxy.Endpoint;
        return (proxy, hold);
    }

    /// <summary>Nobody listens there any more, and whoever waits for an answer gets none.</summary>
    private static async Task KillAsync(FaultyProxy proxy, Hold hold)
    {
        var gone = proxy.DisposeAsync();
        hold.Break();
        await gone;
    }

    private sealed class Hold
    {
        private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _holds;

        public bool Holds => _holds;

        public Task WaitAsync()
        {
            _holds = true;
            return _broken.Task;
        }

        public void Break() => _broken.TrySetException(new IOException("the server is gone"));
    }
}
