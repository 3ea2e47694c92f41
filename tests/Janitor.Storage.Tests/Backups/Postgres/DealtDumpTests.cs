using System.Text;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Real dumps that are dealt out: the shares together are the dump.</summary>
public sealed class DealtDumpTests
{
    private const string Made =
        """
        create table plain (id int, note text);
        insert into plain select i, repeat(md5(i::text), 3) from generate_series(1, 60000) i;
        create table nothing (a int);
        create table looks (a text);
        insert into looks select case i % 3 when 0 then '\.' when 1 then '' else repeat('a', 100) end from generate_series(1, 60000) i;
        create table unnamed (a text, b int);
        insert into unnamed select null, i from generate_series(1, 3000) i;
        select lo_from_bytea(0, decode(repeat('0a', 3000000), 'hex')), lo_from_bytea(0, '');
        """;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4093, 3)]
    [InlineData(256 << 10, 2)]
    [InlineData(int.MaxValue, 5)]
    public async Task Write_PiecesOfAnyLength_SharesAreRowsOfTheDump(int most, int programs)
    {
        var dump = await DumpAsync();
        var whole = await DealAsync(dump, int.MaxValue, 1);

        var shares = await DealAsync(dump, most, programs);

        Assert.Equal(programs, shares.Count);
        var dealt = shares.ConvertAll(share => DataOf(share));
        foreach (var (entry, data) in DataOf(Assert.Single(whole)))
            Assert.Equal(LinesOf(data), LinesOf([.. dealt.SelectMany(share => share.GetValueOrDefault(entry) ?? [])]));
        // The longest table is everybody's, and nobody has much more of it than others.
        var sizes = dealt.ConvertAll(share => share.Values.First().Length);
        Assert.True(programs > 3 || sizes.Min() > sizes.Max() / 4, string.Join(' ', sizes));
    }

    [Fact]
    public async Task Write_OneProgram_IsTheDump()
    {
        var dump = await DumpAsync();

        var share = Assert.Single(await DealAsync(dump, 100_000, 1));

        Assert.Equal(await Dumps.SqlAsync(dump), await Dumps.SqlAsync(share));
    }

    [Fact]
    public async Task End_DumpThatBreaksOff_IsRefused()
    {
        var dump = await DumpAsync();

        var refused = await Assert.ThrowsAsync<BackupException>(() => DealAsync(dump[..^1000], 100_000, 2));

        Assert.Equal(BackupProblem.UnknownVersion, refused.Reason);
    }

    [Fact]
    public async Task Write_OneProgramDidNotSucceed_SaysWhatItSays()
    {
        var dump = await DumpAsync();
        await using var dealt = Between(new DumpShare(new MemoryStream(), _ => Task.CompletedTask), new DumpShare(new EndedStream(), _ => Task.FromException(new BackupException(BackupProblem.RestoreFailed, "no space"))));

        var failed = await Assert.ThrowsAsync<BackupException>(async () => await dealt.WriteAsync(dump));

        Assert.Equal("no space", failed.Message);
    }

    [Fact]
    public async Task Write_ProgramsHaveAllThatTheyWanted_OthersGetTheRestAndThenItBreaksOff()
    {
        var (dump, others) = (await DumpAsync(), new MemoryStream());
        await using var one = Between(new DumpShare(others, _ => Task.CompletedTask), new DumpShare(new EndedStream(), _ => Task.CompletedTask));
        await one.WriteAsync(dump);
        await one.EndAsync(default);
        Assert.True(others.ToArray().AsSpan().EndsWith(dump.AsSpan()[^20..]), "it does not end as the dump does");

        await using var all = Between(new DumpShare(new EndedStream(), _ => Task.CompletedTask), new DumpShare(new EndedStream(), _ => Task.CompletedTask));
        await Assert.ThrowsAsync<IOException>(async () => await all.WriteAsync(dump));
        await all.EndAsync(default);
    }

    private static DealtDump Between(params DumpShare[] shares) => new((_, _, _) => Task.FromResult<IReadOnlyList<DumpShare>>(shares));

    private static async Task<byte[]> DumpAsync()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, Made);
        return await Dumps.TakeAsync(database, "--compress=0");
    }

    private static async Task<List<byte[]>> DealAsync(byte[] dump, int most, int programs)
    {
        var shares = Enumerable.Range(0, programs).Select(_ => new MemoryStream()).ToList();
        await using var dealt = new DealtDump((head, _, _) =>
        {
            var all = shares.ConvertAll(share => new DumpShare(share, _ => Task.CompletedTask));
            all.ForEach(share => share.Write(head.Span));
            return Task.FromResult<IReadOnlyList<DumpShare>>(all);
        });
        for (var at = 0; at < dump.Length; at += Math.Min(most, dump.Length - at))
            await dealt.WriteAsync(dump.AsMemory(at, Math.Min(most, dump.Length - at)));
        await dealt.EndAsync(default);
        return shares.ConvertAll(share => share.ToArray());
    }

    /// <summary>The data of each entry, with those of large objects one behind the other.</summary>
    private static Dictionary<int, byte[]> DataOf(ReadOnlySpan<byte> dump)
    {
        var (contents, blocks, data, entry) = (new ArchiveContents(), new ArchiveBlocks(), new Dictionary<int, List<byte>>(), 0);
        for (var rest = contents.Take(dump); !rest.IsEmpty;)
        {
            switch (blocks.Read(ref rest, out var token))
            {
                case ArchiveToken.Entry:
                    entry = blocks.Value;
                    data.Add(entry, []);
                    break;
                case ArchiveToken.Piece:
                    data[entry].AddRange(token);
                    break;
                case ArchiveToken.Unknown:
                    Assert.Fail("it is no dump");
                    break;
                default:
                    break;
            }
        }

        Assert.True(blocks.IsBetween);
        return data.ToDictionary(one => one.Key, one => one.Value.ToArray());
    }

    private static IEnumerable<string> LinesOf(byte[] data) => Encoding.UTF8.GetString(data).Split('\n').Order(StringComparer.Ordinal);

    /// <summary>What a program that has ended takes.</summary>
    private sealed class EndedStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException(new IOException("Broken pipe"));
    }
}
