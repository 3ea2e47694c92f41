using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Tables that are restored without the rest of their database: each with all that is its own.</summary>
public sealed class ChosenTablesTests
{
    private const string Shop =
        """
        create extension citext;
        create schema shop;
        create type shop.mood as enum ('well', 'ill');
        create function shop.one() returns int language sql as 'select 1';
        create function shop.passed() returns trigger language plpgsql as 'begin return new; end';
        create sequence shop.shared;
        create table shop.customers (id serial primary key, name citext unique, mood shop.mood, least int default shop.one() check (least > 0), number bigint default nextval('shop.shared'));
        create table shop."two words" (id bigint generated always as identity primary key, customer int references shop.customers, note text);
        create table shop.two (id int default nextval('shop.customers_id_seq'));
        create index noted on shop."two words" (note);
        comment on index shop.noted is 'of an index';
        comment on column shop."two words".note is 'of a column';
        create trigger passing before insert on shop."two words" for each row execute function shop.passed();
        create rule forgetting as on delete to shop."two words" do instead nothing;
        create statistics shop.together on customer, note from shop."two words";
        alter table shop."two words" enable row level security;
        create policy seen on shop."two words" using (id < 10);
        grant select on shop."two words" to public;
        grant update (note) on shop."two words" to public;
        create table shop.parted (id int primary key, at date) partition by range (id);
        create table shop.parted_1 partition of shop.parted for values from (0) to (500) partition by range (id);
        create table shop.parted_1a partition of shop.parted_1 for values from (0) to (300);
        create table shop.parted_2 partition of shop.parted for values from (500) to (1000);
        create index on shop.parted (at);
        insert into shop.customers (name, mood) select 'Kunde ' || i, 'ill' from generate_series(1, 1000) i;
        insert into shop."two words" (customer, note) select i, md5(i::text) from generate_series(1, 1000) i;
        insert into shop.parted select i, date '2026-01-01' + i from generate_series(1, 299) i union all select i, date '2026-01-01' from generate_series(500, 600) i;
        """;

    /// <summary>A line for each thing in the schema, with what a user has set of it, and the sum of its rows.</summary>
    private const string Things =
        """
        with relations as (select * from pg_class where relnamespace = 'shop'::regnamespace and relkind in ('r', 'p'))
        select coalesce(string_agg(line, E'\n' order by line), '') from (
          select format('%s is %s, grants %s, rows guarded %s, a partition %s', oid::regclass, relkind, relacl, relrowsecurity, pg_get_expr(relpartbound, oid)) as line from relations union all
          select format('%s.%s %s, not null %s, identity %s, default %s, grants %s, comment %s', r.oid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
              pg_get_expr(adbin, adrelid), attacl, col_description(r.oid, attnum))
            from relations r join pg_attribute a on attrelid = r.oid left join pg_attrdef on adrelid = r.oid and adnum = attnum where attnum > 0 union all
          select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid in (select oid from relations) union all
          select format('%s, comment %s', pg_get_indexdef(indexrelid), obj_description(indexrelid)) from pg_index where indrelid in (select oid from relations) union all
          select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgrelid in (select oid from relations) union all
          select replace(pg_get_ruledef(oid), E'\n', ' ') from pg_rewrite where ev_class in (select oid from relations) union all
          select format('%s policy %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid)) from pg_policy union all
          select pg_get_statisticsobjdef(oid) from pg_statistic_ext union all
          select format('%s partition of %s', inhrelid::regclass, inhparent::regclass) from pg_inherits union all
          select format('%s at %s, owned by %s', c.oid::regclass, pg_sequence_last_value(c.oid), refobjid::regclass)
            from pg_class c left join pg_depend on classid = 'pg_class'::regclass and objid = c.oid and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')
            where relkind = 'S' and relnamespace = 'shop'::regnamespace union all
          select format('%s rows %s', oid::regclass, md5(query_to_xml(format('select * from only %s order by 1', oid::regclass), true, true, '')::text)) from relations where relkind = 'r') all_of_it
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Restore_ToANewDatabase_BringsAllOfThemAndWhatTheyNeed(int jobs)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database, backup) = await BackUpAsync(bench);
        var before = await PostgresServer.QueryAsync<string>(database, Things);
        string[] all = ["customers", "shop.two words", "shop.two", "parted"];

        await RestoreAsync(bench, server, backup, new PostgresTargetOptions { Database = "all_" + database.AbsolutePath[1..], Tables = all, Jobs = jobs });

        Assert.Equal(before, await PostgresServer.QueryAsync<string>(With("all_", database), Things));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Restore_OneToANewDatabase_IsWithoutWhatBindsItToOthers(int jobs)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database, backup) = await BackUpAsync(bench);

        await RestoreAsync(bench, server, backup, new PostgresTargetOptions { Database = "one_" + database.AbsolutePath[1..], Tables = ["two words", "parted_1a"], Jobs = jobs });

        var expected = (await PostgresServer.QueryAsync<string>(database, Things)).Split('\n')
            .Where(line => (line.Contains("two words", StringComparison.Ordinal) || line.Contains("parted_1a", StringComparison.Ordinal)) && !line.Contains("FOREIGN KEY", StringComparison.Ordinal) && !line.Contains("partition of", StringComparison.Ordinal));
        Assert.Equal(
            string.Join('\n', expected.Select(line => line.Replace("a partition FOR VALUES FROM (0) TO (300)", "a partition ", StringComparison.Ordinal))),
            await PostgresServer.QueryAsync<string>(With("one_", database), Things));
    }

    [Theory]
    [InlineData("two words", "alter table shop.\"two words\" disable rule forgetting; delete from shop.\"two words\"; drop index shop.noted; drop trigger passing on shop.\"two words\"")]
    [InlineData("shop.two words", "drop table shop.\"two words\"")]
    [InlineData("parted_1a", "truncate shop.parted_1a; alter table shop.parted_1 detach partition shop.parted_1a")]
    [InlineData("parted_2", "drop table shop.parted_2")]
    [InlineData("parted", "drop table shop.parted")]
    [InlineData("parted", "delete from shop.parted_1a; drop table shop.parted_2")]
    public async Task Restore_WhereOthersAre_IsAsItWas(string table, string accident)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database, backup) = await BackUpAsync(bench);
        var before = await PostgresServer.QueryAsync<string>(database, Things);
        await PostgresServer.ExecuteAsync(database, accident);

        await RestoreAsync(bench, server, backup, new PostgresTargetOptions { Tables = [table] }, OverwriteRule.Always);

        Assert.Equal(before, await PostgresServer.QueryAsync<string>(database, Things));
    }

    [Fact]
    public async Task Restore_OneThatOthersNeed_ChangesNothingAndSaysWho()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database, backup) = await BackUpAsync(bench);
        await PostgresServer.ExecuteAsync(database, "update shop.customers set mood = 'well'");
        var before = await PostgresServer.QueryAsync<string>(database, Things);

        var failed = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(bench, server, backup, new PostgresTargetOptions { Tables = ["customers"] }, OverwriteRule.Always));

        Assert.Contains("two words_customer_fkey", failed.Message, StringComparison.Ordinal);
        Assert.Contains("is as it was", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(database, Things));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Restore_NoSuchTable_IsSaidAndLeavesNothing(int jobs)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database, backup) = await BackUpAsync(bench);
        var options = new PostgresTargetOptions { Database = "no_" + database.AbsolutePath[1..], Tables = ["customers", "shop.orders"], Jobs = jobs };

        var failed = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(bench, server, backup, options));

        Assert.Contains("the backup has no table shop.orders", failed.Message, StringComparison.Ordinal);
        Assert.False(await PostgresServer.QueryAsync<bool>(server.Uri, $"select exists (select from pg_database where datname like '%no_{database.AbsolutePath[1..]}')"));
    }

    private static async Task<(PostgresServer Server, Uri Database, StoredBackup Backup)> BackUpAsync(BackupBench bench)
    {
        var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, Shop);
        return (server, database, await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions())));
    }

    private static Task<IReadOnlyList<string>> RestoreAsync(BackupBench bench, PostgresServer server, StoredBackup backup, PostgresTargetOptions options, OverwriteRule overwrite = OverwriteRule.IfEmpty) =>
        bench.Restoring(overwrite).RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], new PostgresTarget(server.Uri.ToString(), options))], default);

    private static Uri With(string prefix, Uri database) => new UriBuilder(database) { Path = prefix + database.AbsolutePath[1..] }.Uri;
}
