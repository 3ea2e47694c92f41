using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Databases that are backed up to a bucket and restored, compared by sums that the server computes.</summary>
public sealed class PostgresRoundTripTests
{
    private const string Made =
        """
        create extension citext;
        create schema "Odd ""Name";
        create table customers (id serial primary key, name citext not null unique, note text check (length(note) < 1000));
        create table orders (id bigint generated always as identity primary key, customer int references customers on delete cascade, amount numeric(10,2), at timestamptz default now());
        create table "Odd ""Name"."T.1" (a int[], b jsonb, c bytea);
        create table parted (id int, at date) partition by range (at);
        create table parted_1 partition of parted for values from ('2026-01-01') to ('2027-01-01');
        create unlogged table scratch (a int);
        insert into customers (name, note) select 'Kunde ' || i, repeat('ä', i % 100) from generate_series(1, 5000) i;
        insert into orders (customer, amount) select 1 + i % 5000, i / 7.0 from generate_series(1, 50000) i;
        insert into "Odd ""Name"."T.1" select array[i, null], jsonb_build_object('k', i), decode(md5(i::text), 'hex') from generate_series(1, 1000) i;
        insert into parted select i, date '2026-01-01' + i % 300 from generate_series(1, 700) i;
        insert into scratch values (1);
        create index on orders (customer) where amount > 10;
        create view large as select * from orders where amount > 100;
        create materialized view counted as select count(*) from orders;
        create function twice(a int) returns int language sql as 'select a * 2';
        select lo_from_bytea(0, '\xdeadbeef'), lo_from_bytea(0, '\x00');
        select setval('customers_id_seq', 77777);
        """;

    /// <summary>What has to be restored in order.</summary>
    private const string Many =
        """

        create table keyed (id int primary key, at date) partition by hash (id);
        create table keyed_0 partition of keyed for values with (modulus 2, remainder 0);
        create table keyed_1 partition of keyed for values with (modulus 2, remainder 1);
        create index on keyed (at);
        create table referring (id int primary key references keyed, note text);
        insert into keyed select i, date '2026-01-01' + i % 300 from generate_series(1, 3000) i;
        insert into referring select i, md5(i::text) from generate_series(1, 3000) i;
        create unique index on counted (count);
        comment on index orders_customer_idx is 'of an index';
        comment on table referring is 'of a table';
        create function touched() returns trigger language plpgsql as 'begin raise exception ''a trigger was fired''; end';
        create trigger touching before insert on referring for each row execute function touched();
        create rule forgetting as on insert to scratch do instead nothing;
        alter table referring enable row level security;
        create policy seen on referring using (id < 10);
        create statistics together on customer, amount from orders;
        revoke insert on referring from postgres;
        select lo_from_bytea(0, '\x01') from generate_series(1, 500);

        """;

    /// <summary>Rows and objects that are longer than what a program gets at a time, and rows that look like the end of a table's.</summary>
    private const string Awkward =
        """

        create table plain (id int primary key, note text);
        insert into plain select i, repeat(md5(i::text), 3) from generate_series(1, 100000) i;
        create table unnamed (note text, id int);
        insert into unnamed select null, i from generate_series(1, 300000) i;
        create table empties (note text);
        insert into empties select '' from generate_series(1, 100000);
        insert into empties select case i % 4 when 0 then '\.' when 1 then '' when 2 then E'\n\n' else repeat('a', 50) end from generate_series(1, 100000) i;
        create table giants (id int, note text);
        insert into giants select i, repeat(E'\n\\.\n', 2000000) from generate_series(1, 4) i;
        create table columnless ();
        insert into columnless select from generate_series(1, 11);
        select lo_from_bytea(0, decode(repeat('0a', 5000000), 'hex')), lo_from_bytea(0, '');

        """;

    private const string AwkwardSum =
        """
        select md5(string_agg(line, E'\n' order by line)) from (
          select 'plain ' || md5(string_agg(p::text, ',' order by id)) as line from plain p union all
          select 'unnamed ' || md5(string_agg(u::text, ',' order by id)) from unnamed u union all
          select 'empties ' || count(*) || note from empties group by note union all
          select 'giants ' || id || md5(note) from giants union all
          select 'columnless ' || count(*) from columnless) all_of_it
        """;

    /// <summary>Everything that a user has, added up without Janitor: rows by their text, sequences, large objects, and what the catalog knows of all of it.</summary>
    private const string Sum =
        """
        select md5(string_agg(line, E'\n' order by line)) from (
          select 'customers ' || c::text as line from customers c union all
          select 'orders ' || o::text from orders o union all
          select 'odd ' || t::text from "Odd ""Name"."T.1" t union all
          select 'parted ' || p::text from parted p union all
          select 'scratch ' || s::text from scratch s union all
          select 'counted ' || count from counted union all
          select 'sequence ' || schemaname || sequencename || coalesce(last_value::text, '') from pg_sequences union all
          select 'large ' || md5(lo_get(oid)) from pg_largeobject_metadata union all
          select 'constraint ' || conname || pg_get_constraintdef(oid) from pg_constraint where connamespace::regnamespace::text not in ('pg_catalog', 'information_schema') union all
          select 'index ' || indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema') union all
          select 'view ' || viewname || definition from pg_views where schemaname = 'public' union all
          select 'function ' || proname || prosrc from pg_proc where pronamespace = 'public'::regnamespace union all
          select 'extension ' || extname || extversion from pg_extension union all
          select 'comment ' || description from pg_description where objoid >= 16384 union all
          select 'grants ' || relname || relacl::text || relrowsecurity from pg_class where oid >= 16384 union all
          select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal union all
          select 'rule ' || tablename || definition from pg_rules where schemaname = 'public' union all
          select 'policy ' || polname || pg_get_expr(polqual, polrelid) from pg_policy union all
          select 'statistics ' || pg_get_statisticsobjdef(oid) from pg_statistic_ext union all
          select 'belongs ' || inhrelid::regclass || inhparent::regclass from pg_inherits union all
          select 'column ' || attrelid::regclass::text || attname || format_type(atttypid, atttypmod) from pg_attribute join pg_class c on c.oid = attrelid
            where attnum > 0 and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p', 'v', 'm')) all_of_it
        """;

    [Fact]
    public async Task Restore_ToADatabaseThatIsMadeForIt_IsTheSameRowByRow()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var (server, database) = await DatabaseAsync(Made);
        var before = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        // What comes after the backup is not in it.
        await PostgresServer.ExecuteAsync(database, "delete from orders where id > 100");
        var name = NameOf(database) + "_restored";

        await bench.Restoring(OverwriteRule.Never).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = name }), default);

        Assert.Equal(before, await PostgresServer.QueryAsync<string>(Sibling(database, name), Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_TakesMoreLocksThanPromised_IsDoneBySeveralAndIsTheSame(bool isMade)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var (server, database) = await LargeDatabaseAsync();
        var before = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var target = isMade ? Sibling(database, NameOf(database) + "_restored") : await server.CreateDatabaseAsync();
        var restore = bench.Restoring();

        var plan = await restore.RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = NameOf(target) }), default);

        Assert.Contains("by 2 programs at once, for one transaction would hold ", Assert.Single(plan), StringComparison.Ordinal);
        Assert.Contains("promises 200 ", plan[0], StringComparison.Ordinal);
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(target, Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_ByThreeJobs_TablesAreLoadedByAllAndAreTheSame(bool isMade)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var (server, database) = await DatabaseAsync(Made + Many + Awkward);
        var (before, awkward) = (await PostgresServer.QueryAsync<string>(database, Sum), await PostgresServer.QueryAsync<string>(database, AwkwardSum));
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var target = isMade ? Sibling(database, NameOf(database) + "_restored") : await server.CreateDatabaseAsync();
        var options = new PostgresTargetOptions { Database = NameOf(target), Jobs = 3 };

        var plan = await bench.Restoring().RunAsync(backup.Folder, Onto(backup, server.Uri, options), default);

        Assert.EndsWith("restored to it by 3 programs at once", Assert.Single(plan), StringComparison.Ordinal);
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(target, Sum));
        Assert.Equal(awkward, await PostgresServer.QueryAsync<string>(target, AwkwardSum));
        // Each load is a transaction of its own.
        Assert.Equal(3, await PostgresServer.QueryAsync<long>(target, "select count(distinct xmin::text) from plain"));
    }

    [Fact]
    public async Task Restore_OneTableByJobs_IsThatTable()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(Made + Awkward);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var name = NameOf(database) + "_table";

        await bench.Restoring().RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = name, Tables = ["public.plain"], Jobs = 2 }), default);

        const string Rows = "select count(*) || md5(string_agg(p::text, ',' order by id)) from plain p";
        Assert.Equal(await PostgresServer.QueryAsync<string>(database, Rows), await PostgresServer.QueryAsync<string>(Sibling(database, name), Rows));
        Assert.Equal(1, await PostgresServer.QueryAsync<long>(Sibling(database, name), "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Restore_ByJobs_ReplacesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync("create table a (b int); insert into a values (1)");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, "insert into a values (2)");

        var refused = await Assert.ThrowsAsync<BackupException>(() =>
            bench.Restoring(OverwriteRule.Always).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Jobs = 2 }), default));

        Assert.Equal(BackupProblem.TargetRefused, refused.Reason);
        Assert.Contains("several jobs could not put back what was there; restore by one, drop the database, or name another", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, await PostgresServer.QueryAsync<long>(database, "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_OneThatWasKilledLeftWhatItHadMade_TakesItsPlaceWhenNobodyUsesIt()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await LargeDatabaseAsync();
        var before = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var name = "r" + NameOf(database)["janitor_test_".Length..];
        var left = Sibling(database, "janitor_restore_" + name);
        await PostgresServer.ExecuteAsync(server.Uri, $"create database {NameOf(left)}");
        await PostgresServer.ExecuteAsync(left, "create table half (a int)");

        await using (var session = await Npgsql.NpgsqlDataSource.Create(PostgresServer.Settings(left)).OpenConnectionAsync())
        {
            var refused = await Assert.ThrowsAsync<BackupException>(RestoreAsync);
            Assert.Contains($"database {NameOf(left)}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("wait for that, or drop it", refused.Message, StringComparison.Ordinal);
            Assert.Equal(0, await PostgresServer.QueryAsync<long>(left, "select count(*) from half"));
        }

        await RestoreAsync();

        Assert.Equal(before, await PostgresServer.QueryAsync<string>(Sibling(database, name), Sum));
        Assert.False(await ExistsAsync(server, NameOf(left)));

        Task RestoreAsync() => bench.Restoring(OverwriteRule.Never).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = name }), default);
    }

    [Fact]
    public async Task Restore_TakesMoreLocksThanPromised_ReplacesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await LargeDatabaseAsync();
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var before = await PostgresServer.QueryAsync<string>(database, Sum);

        var refused = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring(OverwriteRule.Always).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions()), default));

        Assert.Equal(BackupProblem.TargetRefused, refused.Reason);
        Assert.Contains("raise max_locks_per_transaction, drop the database, or name another", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(database, Sum));
    }

    [Theory]
    [InlineData("alter table customers owner to {0}", "does not exist", true)]
    [InlineData("create function good(a int) returns bool language sql as 'select true'; alter table scratch add check (good(a)); create or replace function good(a int) returns bool language sql as 'select false'", "violates check constraint", true)]
    [InlineData("create function key(a int) returns int immutable language plpgsql as 'begin return a; end'; create index on customers (key(id)); create or replace function key(a int) returns int immutable language plpgsql as 'begin raise exception ''no key''; end'", "no key", true)]
    [InlineData("create policy p on customers to {0} using (true)", "does not exist", true)]
    [InlineData("create policy p on customers to {0} using (true)", "does not exist", false)]
    public async Task Restore_BySeveralFails_SaysInWhatState(string sql, string says, bool isMade)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var role = "role_" + Guid.NewGuid().ToString("N");
        var (server, database) = await LargeDatabaseAsync($"create role {role};" + string.Format(CultureInfo.InvariantCulture, sql, role));
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, $"reassign owned by {role} to postgres; drop owned by {role}; drop role {role}");
        var target = isMade ? Sibling(database, NameOf(database) + "_restored") : await server.CreateDatabaseAsync();

        var (restore, onto) = (bench.Restoring(), Onto(backup, server.Uri, new PostgresTargetOptions { Database = NameOf(target) }));

        var plan = await restore.InspectAsync(onto, default);
        var failed = await Assert.ThrowsAsync<BackupException>(() => restore.RunAsync(backup.Folder, onto, default));

        Assert.Contains("by 2 programs at once", Assert.Single(plan), StringComparison.Ordinal);
        Assert.Contains(says, failed.Message, StringComparison.Ordinal);
        Assert.Equal(!isMade, await ExistsAsync(server, NameOf(target)));
        Assert.Contains(isMade ? "which was made for it, is removed again" : "was empty, and has a part of it now: drop it", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_Manifest_KnowsRowsAndConstraintsOfTheSnapshot()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (_, database) = await DatabaseAsync(Made);

        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));

        var content = Assert.Single(backup.Manifest!.Parts).Database!;
        Assert.Equal(
            [("\"Odd \"\"Name\".\"T.1\"", 1000), ("public.customers", 5000), ("public.orders", 50000), ("public.parted_1", 700), ("public.scratch", 1)],
            content.Tables.Select(table => (table.Name, table.Rows)));
        Assert.Contains("customers_name_key UNIQUE (name)", content.Tables[1].Constraints);
        Assert.Equal(2, content.LargeObjects);
        Assert.Equal(["pg_dump", "zstd"], backup.Manifest.Parts[0].Tools.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Backup_RowsComeMeanwhile_CountsWhatWasDumped()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync("create table busy (a int); insert into busy select generate_series(1, 1000)");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await PostgresServer.ExecuteAsync(database, "insert into busy select generate_series(1, 100)");
        });

        var backups = new List<StoredBackup>();
        for (var i = 0; i < 5; i++)
            backups.Add(await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions())));
        await stop.CancelAsync();
        await writing;

        foreach (var backup in backups)
            await new PostgresProof(server.Uri.ToString(), TimeProvider.System).RunAsync(backup, bench.Restoring(OverwriteRule.Never), default);
        Assert.True(backups[0].Manifest!.Parts[0].Database!.Tables[0].Rows < backups[^1].Manifest!.Parts[0].Database!.Tables[0].Rows);
    }

    [Fact]
    public async Task Restore_OneTable_LeavesTheOthersOut()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(Made);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var name = NameOf(database) + "_table";

        await bench.Restoring().RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = name, Tables = ["public.parted_1"] }), default);

        Assert.Equal(700, await PostgresServer.QueryAsync<long>(Sibling(database, name), "select count(*) from parted_1"));
        Assert.Equal(1, await PostgresServer.QueryAsync<long>(Sibling(database, name), "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Restore_OneTableFarBeforeTheEnd_EndsWithIt()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync("create table a (b int); insert into a values (1); create table z (b text); insert into z select md5(i::text) from generate_series(1, 1000000) i");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var name = NameOf(database) + "_table";

        await bench.Restoring().RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions { Database = name, Tables = ["a"] }), default);

        Assert.Equal(1, await PostgresServer.QueryAsync<long>(Sibling(database, name), "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_DatabaseWithTables_IsRefusedUnlessAlways()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(Made + Many);
        var before = await PostgresServer.QueryAsync<string>(database, Sum);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, "update customers set note = 'changed'; drop view large; create table another (a int)");

        foreach (var rule in (OverwriteRule[])[OverwriteRule.Never, OverwriteRule.IfEmpty])
        {
            var refused = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring(rule).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions()), default));
            Assert.Equal(BackupProblem.TargetRefused, refused.Reason);
        }

        Assert.Equal(5000, await PostgresServer.QueryAsync<long>(database, "select count(*) from customers where note = 'changed'"));
        await bench.Restoring(OverwriteRule.Always).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions()), default);

        await PostgresServer.ExecuteAsync(database, "drop table another");
        Assert.Equal(before, await PostgresServer.QueryAsync<string>(database, Sum));
    }

    [Fact]
    public async Task Restore_EmptyDatabase_IsTakenUnlessNever()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync("create table a (b int); insert into a values (1)");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var empty = await server.CreateDatabaseAsync();
        var options = new PostgresTargetOptions { Database = NameOf(empty) };

        var refused = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring(OverwriteRule.Never).RunAsync(backup.Folder, Onto(backup, server.Uri, options), default));
        await bench.Restoring(OverwriteRule.IfEmpty).RunAsync(backup.Folder, Onto(backup, server.Uri, options), default);

        Assert.Equal(BackupProblem.TargetRefused, refused.Reason);
        Assert.Equal(1, await PostgresServer.QueryAsync<long>(empty, "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_DatabaseInUse_IsRefused()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync("create table a (b int)");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await using var session = await Npgsql.NpgsqlDataSource.Create(PostgresServer.Settings(database)).OpenConnectionAsync();

        var refused = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring(OverwriteRule.Always).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions()), default));

        Assert.Equal(BackupProblem.TargetRefused, refused.Reason);
        Assert.Contains("in use by 1 other sessions", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_ServerCleansTheDatabase_IsNoUseOfIt()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var server = await PostgresServer.StartWithAsync("autovacuum_naptime=1");
        // It is cleaned slowly, so that it is still when the restore looks.
        var (_, database) = await DatabaseAsync(
            "create table a (b int) with (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1); insert into a select generate_series(1, 200000)", server);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, "delete from a where b > 10");
        await Eventually.HoldsAsync(() => PostgresServer.QueryAsync<bool>(
            server.Uri, $"select exists (select from pg_stat_activity where datname = '{NameOf(database)}' and backend_type = 'autovacuum worker')"));

        await bench.Restoring(OverwriteRule.Always).RunAsync(backup.Folder, Onto(backup, server.Uri, new PostgresTargetOptions()), default);

        Assert.Equal(200_000, await PostgresServer.QueryAsync<long>(database, "select count(*) from a"));
    }

    [Fact]
    public async Task Restore_RoleIsMissing_SaysSoAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var role = "role_" + Guid.NewGuid().ToString("N");
        var (server, database) = await DatabaseAsync($"create role {role}; create table a (b int); alter table a owner to {role}; insert into a values (1)");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        await PostgresServer.ExecuteAsync(database, $"drop owned by {role}; drop role {role}");
        var name = NameOf(database) + "_restored";

        var failed = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(new PostgresTargetOptions { Database = name }));
        Assert.False(await ExistsAsync(server, name));
        await RestoreAsync(new PostgresTargetOptions { Database = name, NoOwner = true });

        Assert.Equal(BackupProblem.RestoreFailed, failed.Reason);
        Assert.Contains($"role \"{role}\" does not exist", failed.Message, StringComparison.Ordinal);
        Assert.Contains("is removed again", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, await PostgresServer.QueryAsync<long>(Sibling(database, name), "select count(*) from a"));

        Task RestoreAsync(PostgresTargetOptions options) => bench.Restoring().RunAsync(backup.Folder, Onto(backup, server.Uri, options), default);
    }

    [Fact]
    public async Task Restore_FailsWhenSomebodyIsInWhatItMade_LeavesItToThem()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, restored, restore) = await WaitingRestoreAsync(bench);

        var failing = restore(default);
        await Eventually.HoldsAsync(() => PostgresServer.QueryAsync<bool>(server.Uri, Waits(restored)));
        await using var guest = await Npgsql.NpgsqlDataSource.Create(PostgresServer.Settings(restored)).OpenConnectionAsync();
        var failed = await Assert.ThrowsAsync<BackupException>(() => failing);

        Assert.Contains("somebody came", failed.Message, StringComparison.Ordinal);
        Assert.Contains("is removed again unless somebody else is in it", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, await PostgresServer.QueryAsync<long>(restored, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Restore_EndedInALongStatement_EndsThatAndRemovesWhatItMade()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, restored, restore) = await WaitingRestoreAsync(bench);
        using var stop = new CancellationTokenSource();

        var failing = restore(stop.Token);
        await Eventually.HoldsAsync(() => PostgresServer.QueryAsync<bool>(server.Uri, Waits(restored)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => failing);

        Assert.False(await ExistsAsync(server, NameOf(restored)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Restore_EndedWhileTheServerTakesNoRows_EndsThatAndRemovesWhatItMade(int jobs)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        // More rows than all buffers on the way hold; of those that are restored each takes a second.
        var (server, database) = await DatabaseAsync(
            """
            create function taken(a int) returns bool language plpgsql as 'begin return true; end';
            create table a (id int check (taken(id)), note text);
            insert into a select i, repeat(md5(i::text), 3) from generate_series(1, 500000) i;
            create or replace function taken(a int) returns bool language plpgsql as 'begin perform pg_sleep(1); return true; end';
            """);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var name = "e" + NameOf(database)["janitor_test_".Length..];
        var onto = Onto(backup, server.Uri, new PostgresTargetOptions { Database = name, Jobs = jobs });
        using var stop = new CancellationTokenSource();

        var failing = bench.Restoring().RunAsync(backup.Folder, onto, stop.Token);
        await Eventually.HoldsAsync(() => PostgresServer.QueryAsync<bool>(
            server.Uri, $"select count(*) = {jobs} from pg_stat_activity where datname like '%{name}' and query ilike 'copy%' and wait_event = 'PgSleep'"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => failing.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));

        Assert.False(await PostgresServer.QueryAsync<bool>(server.Uri, $"select exists (select from pg_database where datname like '%{name}')"));
    }

    [Fact]
    public async Task Restore_Globals_MakesRolesThatAreMissingAndLeavesOthers()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (gone, stays) = ("Gone_" + Guid.NewGuid().ToString("N"), "stays_" + Guid.NewGuid().ToString("N"));
        var (server, database) = await DatabaseAsync($"create role \"{gone}\" login password 'x'; create role {stays} nologin; grant {stays} to \"{gone}\"");
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions { Globals = true }));
        await PostgresServer.ExecuteAsync(database, $"drop role \"{gone}\"; alter role {stays} login");
        var part = backup.Manifest!.Parts.Single(one => one.Kind == PartKind.PostgresGlobals);

        await bench.Restoring().RunAsync(backup.Folder, [(part, new GlobalsTarget(server.Uri.ToString()))], default);

        Assert.True(await PostgresServer.QueryAsync<bool>(database, $"select rolcanlogin from pg_roles where rolname = '{gone}'"));
        Assert.True(await PostgresServer.QueryAsync<bool>(database, $"select rolcanlogin from pg_roles where rolname = '{stays}'"));
        Assert.True(await PostgresServer.QueryAsync<bool>(database, $"select pg_has_role('{gone}', '{stays}', 'member')"));
    }

    [Fact]
    public async Task Proof_RestoresAndLeavesNoDatabase()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(Made);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));

        await new PostgresProof(server.Uri.ToString(), TimeProvider.System).RunAsync(backup, bench.Restoring(OverwriteRule.Never), default);

        Assert.Equal(0, await PostgresServer.QueryAsync<long>(server.Uri, "select count(*) from pg_database where datname like 'janitor\\_verify\\_%'"));
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("constraint")]
    [InlineData("table")]
    public async Task Proof_ManifestSaysOtherwise_IsToldAsDifferent(string what)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (server, database) = await DatabaseAsync(Made);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var part = backup.Manifest!.Parts[0];
        var tables = part.Database!.Tables;
        IReadOnlyList<TableContent> others = what switch
        {
            "rows" => [tables[0] with { Rows = tables[0].Rows + 1 }, .. tables.Skip(1)],
            "constraint" => [tables[0] with { Constraints = ["more CHECK (true)"] }, .. tables.Skip(1)],
            _ => [.. tables, new TableContent { Name = "public.more", Rows = 0 }],
        };
        var altered = backup with { Manifest = backup.Manifest with { Parts = [part with { Database = part.Database with { Tables = others } }] } };

        var problem = await Assert.ThrowsAsync<BackupException>(() => new PostgresProof(server.Uri.ToString(), TimeProvider.System).RunAsync(altered, bench.Restoring(OverwriteRule.Never), default));

        Assert.Equal(BackupProblem.Different, problem.Reason);
    }

    [Fact]
    public async Task Backup_WrongPassword_IsToldWithoutIt()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (_, database) = await DatabaseAsync("select 1");
        var wrong = new UriBuilder(database) { Password = "not-it" }.Uri;

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new PostgresSource(wrong.ToString(), new PostgresSourceOptions())));

        Assert.Equal(BackupProblem.SourceFailed, problem.Reason);
        Assert.DoesNotContain("not-it", problem.ToString(), StringComparison.Ordinal);
        Assert.Empty(await bench.FilesAsync());
    }

    [Fact]
    public async Task Backup_OneOfTheDatabasesIsMissing_IsToldBeforeAnyIsDumped()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var (_, database) = await DatabaseAsync("select 1");

        var problem = await Assert.ThrowsAsync<BackupException>(() =>
            bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions { Databases = [NameOf(database), "nobody_has_this"] })));

        Assert.Contains("no database nobody_has_this", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.FilesAsync());
    }

    [Fact]
    public async Task Backup_TableThatMayNotBeRead_FailsAndLeavesNothing()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var role = "reader_" + Guid.NewGuid().ToString("N");
        var (_, database) = await DatabaseAsync($"create table secret (a int); insert into secret values (1); create role {role} login password 'p'");
        var reader = new UriBuilder(database) { UserName = role, Password = "p" }.Uri;

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new PostgresSource(reader.ToString(), new PostgresSourceOptions())));

        Assert.Equal(BackupProblem.SourceFailed, problem.Reason);
        Assert.Contains("permission denied for table secret", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.FilesAsync());
    }

    private static async Task<(PostgresServer Server, Uri Database)> DatabaseAsync(string sql, PostgresServer? on = null)
    {
        var server = on ?? await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, sql);
        return (server, database);
    }

    /// <summary>A server that promises 200 locks, and a database that takes more.</summary>
    private static async Task<(PostgresServer Server, Uri Database)> LargeDatabaseAsync(string sql = "") =>
        await DatabaseAsync(Made + Many + sql, await PostgresServer.StartWithAsync("max_locks_per_transaction=10", "max_connections=20"));

    /// <summary>A restore, into a database that it makes, which comes to an index that is not done, and fails, before another session is in that database.</summary>
    private static async Task<(PostgresServer Server, Uri Restored, Func<CancellationToken, Task> Restore)> WaitingRestoreAsync(BackupBench bench)
    {
        var (server, database) = await DatabaseAsync(
            """
            create table a (b int);
            insert into a values (1);
            create function key(a int) returns int immutable language plpgsql as 'begin return a; end';
            create index on a (key(b));
            create or replace function key(a int) returns int immutable language plpgsql as $$
              begin
                while not exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend') loop
                  perform pg_sleep(0.01);
                  perform pg_stat_clear_snapshot();
                end loop;
                raise exception 'somebody came';
              end $$
            """);
        var backup = await bench.BackUpAsync(new PostgresSource(database.ToString(), new PostgresSourceOptions()));
        var restored = Sibling(database, NameOf(database) + "_restored");
        var onto = Onto(backup, server.Uri, new PostgresTargetOptions { Database = NameOf(restored) });
        return (server, restored, cancellationToken => bench.Restoring().RunAsync(backup.Folder, onto, cancellationToken));
    }

    private static string Waits(Uri database) => $"select exists (select from pg_stat_activity where datname = '{NameOf(database)}' and wait_event = 'PgSleep')";

    private static IReadOnlyList<(BackupPart, IPartTarget)> Onto(StoredBackup backup, Uri server, PostgresTargetOptions options) =>
        [(backup.Manifest!.Parts.Single(part => part.Kind == PartKind.PostgresDatabase), new PostgresTarget(server.ToString(), options))];

    private static string NameOf(Uri database) => database.AbsolutePath.TrimStart('/');

    private static Uri Sibling(Uri database, string name) => new UriBuilder(database) { Path = name }.Uri;

    private static Task<bool> ExistsAsync(PostgresServer server, string name) => PostgresServer.QueryAsync<bool>(server.Uri, $"select exists (select from pg_database where datname = '{name}')");
}
