using Janitor.Storage.Backups.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Rows that are counted in a dump as it passes, against what the server counts.</summary>
public sealed class DumpedRowsTests
{
    private const string Made =
        """
        create schema "A ""b";
        create table nothing (a int);
        create table columnless ();
        insert into columnless select from generate_series(1, 11);
        create table "A ""b"."C.d" (a text, b bytea);
        insert into "A ""b"."C.d" select E'a\nb\\.\n\r\n', E'\\x0a0a'::bytea from generate_series(1, 300);
        create table ends (a text);
        insert into ends values ('\.'), (E'\\.\n\n\n'), (''), (null);
        create table long (a text);
        insert into long select repeat(E'\n', 200000) from generate_series(1, 7);
        create table parted (id int) partition by list (id);
        create table parted_1 partition of parted for values in (1);
        insert into parted select 1 from generate_series(1, 77);
        create unlogged table quick (a int);
        insert into quick select generate_series(1, 5);
        create table many (a int, b text);
        insert into many select i, md5(i::text) from generate_series(1, 30000) i;
        select lo_from_bytea(0, E'\\x0a0a0a5c2e0a0a0a'), lo_from_bytea(0, ''), lo_from_bytea(0, decode(repeat('0a', 40000), 'hex'));
        create view seen as select * from many;
        """;

    private const string Counts =
        """
        select string_agg(c.oid::text || ' ' || (xpath('//n/text()', query_to_xml(format('select count(*) as n from only %I.%I', n.nspname, c.relname), false, true, '')))[1]::text, ',' order by c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(int.MaxValue)]
    public async Task Take_PiecesOfAnyLength_CountsAsTheServerDoes(int most)
    {
        var database = await DatabaseAsync();
        var dump = await Dumps.TakeAsync(database, "--compress=0");

        var (rows, passed) = Pass(dump, most);

        Assert.Equal(most > 100, passed.Length < dump.Length);
        Assert.Equal(await Dumps.SqlAsync(dump), await Dumps.SqlAsync(passed));
        Assert.Equal(await PostgresServer.QueryAsync<string>(database, Counts), string.Join(',', rows.ByTable.OrderBy(row => row.Key).Select(row => $"{row.Key} {row.Value}")));
    }

    [Theory]
    [InlineData("--compress=5")]
    [InlineData("--format=plain")]
    [InlineData("--format=tar")]
    public async Task Take_WhatItDoesNotKnow_CountsNothingAndPassesAsItIs(string how)
    {
        var dump = await Dumps.TakeAsync(await DatabaseAsync(), "--compress=0", how);

        var (rows, passed) = Pass(dump, 4096);

        Assert.Empty(rows.ByTable);
        Assert.Equal(dump, passed);
    }

    [Fact]
    public async Task Take_StatementsInThePlaceOfRows_CountsNothing()
    {
        var dump = await Dumps.TakeAsync(await DatabaseAsync(), "--compress=0", "--inserts");

        var (rows, passed) = Pass(dump, 4096);

        Assert.Empty(rows.ByTable);
        Assert.Equal(await Dumps.SqlAsync(dump), await Dumps.SqlAsync(passed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public async Task Take_DumpThatBreaksOff_CountsNothing(int missing)
    {
        var dump = await Dumps.TakeAsync(await DatabaseAsync(), "--compress=0");

        Assert.Empty(Pass(dump.AsSpan()[..^missing], 4096).Rows.ByTable);
    }

    private static (DumpedRows Rows, byte[] Passed) Pass(ReadOnlySpan<byte> dump, int most)
    {
        var (rows, passed, size) = (new DumpedRows(), new byte[10 * dump.Length], 0);
        for (ReadOnlySpan<byte> next; !dump.IsEmpty; dump = dump[next.Length..])
        {
            next = dump[..Math.Min(most, dump.Length)];
            size += rows.Take(next, passed.AsSpan(size, next.Length + JoinedDump.Spare));
        }

        size += rows.Finish(passed.AsSpan(size));
        return (rows, passed[..size]);
    }

    private static async Task<Uri> DatabaseAsync()
    {
        var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, Made);
        return database;
    }
}
