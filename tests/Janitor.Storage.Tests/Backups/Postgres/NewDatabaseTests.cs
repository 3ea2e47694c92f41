using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Databases that a restore makes: what they have besides what is in them.</summary>
public sealed class NewDatabaseTests
{
    private readonly string _name = $"n{Guid.NewGuid():N}";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Restore_ToANewDatabase_ItHasLocaleSettingsOwnerAndGrants(int jobs)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, part, folder) = await BackUpAsync(bench);

        var plan = await RestoreAsync(bench, server, part, folder, new PostgresTargetOptions { Database = _name + "_new", Jobs = jobs });

        Assert.EndsWith("; its settings app.secret are not in the backup, for they may be secrets: set them", Assert.Single(plan), StringComparison.Ordinal);
        await PostgresServer.ExecuteAsync(server.Uri, $"alter database {_name} reset app.secret");
        var before = await AboutAsync(server, _name);
        Assert.Equal(before, await AboutAsync(server, _name + "_new"));
        Assert.Contains("de-DE-u-co-phonebk", before, StringComparison.Ordinal);
        Assert.Contains($"{_name}_reader=C*c/{_name}_owner", before, StringComparison.Ordinal);
        Assert.Equal("it's = \"eu\" \\", await PostgresServer.QueryAsync<string>(At(server, _name + "_new"), "select current_setting('application_name')"));
        Assert.Equal(3, await PostgresServer.QueryAsync<long>(At(server, _name + "_new"), "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_WithoutOwner_ItIsTheConnectionsAndHasItsSettings()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, part, folder) = await BackUpAsync(bench);

        await RestoreAsync(bench, server, part, folder, new PostgresTargetOptions { Database = _name + "_new", NoOwner = true });

        await PostgresServer.ExecuteAsync(server.Uri, $"alter database {_name} reset app.secret");
        Assert.Equal(
            $"{await PostgresServer.QueryAsync<string>(server.Uri, $"select setconfig::text from pg_db_role_setting join pg_database d on d.oid = setdatabase where datname = '{_name}'")} postgres ",
            await PostgresServer.QueryAsync<string>(
                server.Uri,
                $"select format('%s %s %s', setconfig, pg_get_userbyid(datdba), datacl) from pg_db_role_setting join pg_database d on d.oid = setdatabase where datname = '{_name}_new'"));
    }

    [Theory]
    [InlineData("alter database template1 allow_connections false", "max_connections=31")]
    [InlineData("alter database postgres rename to elsewhere", "max_connections=32")]
    public async Task Restore_ServerLacksADatabaseToMakeItFrom_TakesTheOther(string change, string ownServer)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var server = await PostgresServer.StartWithAsync(ownServer);
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, "create table a (b int); insert into a values (1)");
        await PostgresServer.ExecuteAsync(At(server, database.AbsolutePath[1..]), change);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var target = new PostgresTarget(database.ToString(), new PostgresTargetOptions { Database = "postgres_new", Jobs = 2 });

        await bench.Restoring().RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], target)], default);

        Assert.Equal(1, await PostgresServer.QueryAsync<long>(At(server, "postgres_new"), "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_OwnerIsNotThere_IsSaidAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, part, folder) = await BackUpAsync(bench);

        await FailsAsync(bench, server, part with { Database = part.Database! with { Owner = "nobody_knows" } }, folder, "role \"nobody_knows\" does not exist");
    }

    [Fact]
    public async Task Restore_SettingIsNotTaken_SaysWhatHelpsAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, part, folder) = await BackUpAsync(bench);

        var words = "the setting log_connections of the database cannot be restored: parameter \"log_connections\" cannot be set after connection start; make the database yourself, and restore to it while it is empty";
        await FailsAsync(bench, server, part with { Database = part.Database! with { Settings = ["log_connections=on"] } }, folder, words);
    }

    [Fact]
    public async Task Restore_GrantOfNoKnownKind_IsRefusedAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, part, folder) = await BackUpAsync(bench);

        await FailsAsync(bench, server, part with { Database = part.Database! with { Grants = [new DatabaseGrant { Privilege = "ALL on database x to y; --" }] } }, folder, "take a newer one");
    }

    private static Uri At(PostgresServer server, string database) => new UriBuilder(server.Uri) { Path = database }.Uri;

    private static Task<string> AboutAsync(PostgresServer server, string database) => PostgresServer.QueryAsync<string>(
        server.Uri,
        $"""
        select format('%s %s %s %s %s %s %s', datlocprovider, daticulocale, datcollate, datctype, pg_get_userbyid(datdba), datacl,
          (select setconfig from pg_db_role_setting where setdatabase = d.oid and setrole = 0))
        from pg_database d where datname = '{database}'
        """);

    private static Task<IReadOnlyList<string>> RestoreAsync(BackupBench bench, PostgresServer server, BackupPart part, BackupFolder folder, PostgresTargetOptions options) =>
        bench.Restoring().RunAsync(folder, [(part, new PostgresTarget(server.Uri.ToString(), options))], default);

    private async Task FailsAsync(BackupBench bench, PostgresServer server, BackupPart part, BackupFolder folder, string words)
    {
        var failed = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(bench, server, part, folder, new PostgresTargetOptions { Database = _name + "_new" }));

        Assert.Contains(words, failed.Message, StringComparison.Ordinal);
        Assert.False(await PostgresServer.QueryAsync<bool>(server.Uri, $"select exists (select from pg_database where datname like '%{_name}_new')"));
    }

    private async Task<(PostgresServer Server, BackupPart Part, BackupFolder Folder)> BackUpAsync(BackupBench bench)
    {
        var server = await PostgresServer.StartAsync();
        string[] made =
        [
            $"create role {_name}_owner",
            $"create role {_name}_reader",
            $"create database {_name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'de-DE-u-co-phonebk' lc_collate 'C' lc_ctype 'C.UTF-8' owner {_name}_owner",
            $"revoke all on database {_name} from public",
            $"grant connect on database {_name} to {_name}_reader",
            $"grant create on database {_name} to {_name}_reader with grant option",
            $"alter database {_name} set search_path to \"$user\", \"Odd, name\", public",
            $"alter database {_name} set statement_timeout to '5min'",
            $"alter database {_name} set application_name to 'it''s = \"eu\" \\'",
            $"alter database {_name} set app.secret to 'do not tell'",
        ];
        foreach (var sql in made)
            await PostgresServer.ExecuteAsync(server.Uri, sql);
        await PostgresServer.ExecuteAsync(At(server, _name), "create table public.a (b int); insert into public.a values (1), (2), (3)");
        await PostgresServer.ExecuteAsync(server.Uri, $"alter database {_name} set default_transaction_read_only to on");
        var backup = await bench.BackUpAsync(new PostgresSource(At(server, _name).ToString(), new PostgresSourceOptions()));
        Assert.DoesNotContain("do not tell", System.Text.Encoding.UTF8.GetString(await bench.ReadAsync($"{backup.Folder}/{BackupFolder.Manifest}")), StringComparison.Ordinal);
        return (server, backup.Manifest!.Parts[0], backup.Folder);
    }
}
