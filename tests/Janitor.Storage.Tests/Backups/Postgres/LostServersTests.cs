using System.Collections.Concurrent;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups.Postgres;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>The servers go away in the middle: PostgreSQL ends its sessions, as at its end, and S3 refuses and breaks off.</summary>
public sealed class LostServersTests
{
    private const string Made = "create table orders (id int primary key, text text); insert into orders select i, md5(i::text) from generate_series(1, 300000) i";
    private const string Sum = "select md5(string_agg(o::text, ',' order by id)) from orders o";

    [Fact]
    public async Task Backup_PostgresEndsMidway_FailsAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var (server, database) = await DatabaseAsync();

        var ended = server.EndSessionsAsync(database);
        var failed = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions())));

        await ended;
        Assert.Equal(BackupProblem.SourceFailed, failed.Reason);
        Assert.Empty(await bench.FilesAsync());
        Assert.Equal(0, await bench.UploadsAsync());
        Assert.Empty(await bench.ListAsync());
    }

    [Fact]
    public async Task Restore_PostgresEndsMidway_TheDatabaseIsAsItWas()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var (server, database) = await DatabaseAsync();
        var whole = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, "delete from orders where id > 1000");
        var before = await PostgresServer.QueryAsync<string>(database, Sum);

        var ended = server.EndSessionsAsync(database);
        var failed = await Assert.ThrowsAsync<BackupException>(RestoreAsync);

        await ended;
        Assert.Equal(BackupProblem.RestoreFailed, failed.Reason);
        Assert.Contains("is as it was", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(database, Sum));

        await RestoreAsync();
        Assert.Equal(whole, await PostgresServer.QueryAsync<string>(database, Sum));

        Task RestoreAsync() => bench.Restoring(OverwriteRule.Always)
            .RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], new PostgresTarget(server.Uri.ToString(), new PostgresTargetOptions()))], default);
    }

    [Fact]
    public async Task Restore_BySeveralAndPostgresEndsMidway_TheDatabaseIsRemoved()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(
            await PostgresServer.StartWithAsync("max_locks_per_transaction=10", "max_connections=20"),
            Made + "; create table more as select * from orders; select lo_from_bytea(0, '\\x01') from generate_series(1, 500)");
        var whole = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var restored = new UriBuilder(database) { Path = database.AbsolutePath.Replace("janitor_test_", "r", StringComparison.Ordinal) }.Uri;
        IReadOnlyList<(BackupPart, IPartTarget)> onto =
            [(backup.Manifest!.Parts[0], new PostgresTarget(server.Uri.ToString(), new PostgresTargetOptions { Database = restored.AbsolutePath.TrimStart('/') }))];

        var ended = server.EndSessionsAsync(new UriBuilder(restored) { Path = "janitor_restore_" + restored.AbsolutePath.TrimStart('/') }.Uri);
        var failed = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring().RunAsync(backup.Folder, onto, default));

        await ended;
        Assert.Equal(BackupProblem.RestoreFailed, failed.Reason);
        Assert.Contains("is removed again", failed.Message, StringComparison.Ordinal);
        Assert.False(await PostgresServer.QueryAsync<bool>(server.Uri, $"select exists (select from pg_database where datname like '%{restored.AbsolutePath.TrimStart('/')}')"));

        var plan = await bench.Restoring().RunAsync(backup.Folder, onto, default);
        Assert.Contains("by 2 programs at once", Assert.Single(plan), StringComparison.Ordinal);
        Assert.Equal(whole, await PostgresServer.QueryAsync<string>(restored, Sum));
    }

    [Fact]
    public async Task BackupAndRestore_S3RefusesAndBreaksOffAgainAndAgain_AreWholeAllTheSame()
    {
        var s3 = await S3Server.StartAsync();
        var (server, database) = await DatabaseAsync();
        await using var proxy = new FaultyProxy(s3.Endpoint);
        await using var store = Stores.OpenBucket(
            new BucketTarget { Name = await s3.CreateBucketAsync(), Endpoint = proxy.Endpoint, PathStyle = true }, new S3Credentials(s3.AccessKey, s3.SecretKey, null), null, new Limits(), TimeProvider.System);
        await store.OpenAsync(StoreUse.Add, default);
        (proxy.Refuse, proxy.Cut) = (0.2, 0.1);
        var codec = new Storage.Backups.ProgramCodec(compresses: false, []);

        var backup = await new BackupRun(store, codec, new BackupRunOptions { Schedule = BackupBench.Schedule }, TimeProvider.System)
            .RunAsync([new PostgresSource(database.ToString(), new PostgresSourceOptions())], default);
        var name = database.AbsolutePath.TrimStart('/') + "_restored";
        await new RestoreRun(store.Contents, codec, new RestoreRunOptions())
            .RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], new PostgresTarget(server.Uri.ToString(), new PostgresTargetOptions { Database = name }))], default);

        Assert.True(proxy.Refused > 0 && proxy.CutOff > 0, $"{proxy.Refused} refused, {proxy.CutOff} cut off");
        Assert.Equal(await PostgresServer.QueryAsync<string>(database, Sum), await PostgresServer.QueryAsync<string>(new UriBuilder(database) { Path = name }.Uri, Sum));
    }

    /// <param name="status">What is answered when the end of an upload is asked for again; what the server answers when it is zero. Amazon's knows no such upload any more, or refuses to overwrite.</param>
    /// <param name="code">The code of that answer.</param>
    [Theory]
    [InlineData(0, "")]
    [InlineData(404, "NoSuchUpload")]
    [InlineData(412, "PreconditionFailed")]
    public async Task Backup_AnswersToWhatEndsItAreLost_IsWholeAllTheSame(int status, string code)
    {
        var s3 = await S3Server.StartAsync();
        var (_, database) = await DatabaseAsync();
        await using var proxy = new FaultyProxy(s3.Endpoint);
        var lost = new ConcurrentDictionary<string, bool>();
        proxy.Loses = (method, target) =>
            (method == "POST" && target.Contains("uploadId=", StringComparison.Ordinal)) || (method == "PUT" && target.Contains("/manifest.", StringComparison.Ordinal)) ? lost.TryAdd(target, true) : false;
        proxy.Intercept = request => Task.FromResult<ProxiedAnswer?>(
            status > 0 && request.Method == "POST" && lost.ContainsKey(request.Target) ? new ProxiedAnswer(status, $"<Error><Code>{code}</Code></Error>") : null);
        await using var store = Stores.OpenBucket(
            new BucketTarget { Name = await s3.CreateBucketAsync(), Endpoint = proxy.Endpoint, PathStyle = true }, new S3Credentials(s3.AccessKey, s3.SecretKey, null), null, new Limits(), TimeProvider.System);
        await store.OpenAsync(StoreUse.Add, default);
        var codec = new Storage.Backups.ProgramCodec(compresses: false, []);

        var backup = await new BackupRun(store, codec, new BackupRunOptions { Schedule = BackupBench.Schedule }, TimeProvider.System)
            .RunAsync([new PostgresSource(database.ToString(), new PostgresSourceOptions())], default);

        Assert.Equal(3, lost.Count);
        await new BackupCheck(store.Contents, codec).CheckStoredAsync(backup, begun: null, default);
        Assert.Equal(backup.Folder, Assert.Single(await new BackupCatalog(store).ListAsync(BackupBench.Schedule, default)).Folder);
    }

    [Fact]
    public async Task Backup_S3IsGoneForGood_FailsAndTheNextRunRemovesWhatItLeft()
    {
        var s3 = await S3Server.StartAsync();
        var (_, database) = await DatabaseAsync();
        var bucket = await s3.CreateBucketAsync();
        await using var proxy = new FaultyProxy(s3.Endpoint);
        var uploads = 0;
        // The first part arrives, and nothing after it; what removes is refused as well.
        proxy.Intercept = request => Task.FromResult<ProxiedAnswer?>(
            request.Target.Contains("partNumber=", StringComparison.Ordinal) && Interlocked.Increment(ref uploads) == 1 || uploads == 0 ? null : new ProxiedAnswer(403, "<Error><Code>AccessDenied</Code></Error>"));
        await using var store = Stores.OpenBucket(
            new BucketTarget { Name = bucket, Endpoint = proxy.Endpoint, PathStyle = true }, new S3Credentials(s3.AccessKey, s3.SecretKey, null), null, new Limits(), TimeProvider.System);
        await store.OpenAsync(StoreUse.Add, default);

        var failed = await Assert.ThrowsAsync<BackupException>(() => RunAsync(store));

        Assert.Equal(BackupProblem.DestinationFailed, failed.Reason);
        Assert.Equal(1, await UploadsAsync());
        proxy.Intercept = null;
        var backup = await RunAsync(store);
        Assert.Equal(0, await UploadsAsync());
        Assert.Equal([backup.Folder], (await new BackupCatalog(store).ListAsync(BackupBench.Schedule, default)).Select(stored => stored.Folder));

        // Both are pods of one Job: the second need not wait for the silence of the first.
        Task<StoredBackup> RunAsync(S3Store at) => new BackupRun(
            at, new Storage.Backups.ProgramCodec(compresses: false, []), new BackupRunOptions { Schedule = BackupBench.Schedule, Id = "job" }, TimeProvider.System)
            .RunAsync([new PostgresSource(database.ToString(), new PostgresSourceOptions())], default);

        async Task<int> UploadsAsync() => (await s3.Client.ListMultipartUploadsAsync(bucket)).MultipartUploads?.Count ?? 0;
    }

    private static async Task<(PostgresServer Server, Uri Database)> DatabaseAsync(PostgresServer? on = null, string sql = Made)
    {
        var server = on ?? await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, sql);
        return (server, database);
    }
}
