using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Operator.Backups.Workers;

namespace Janitor.Operator.Tests.Backups;

public sealed class BackupResultTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Pack_AHundredBackupsAndAsManyRemoved_FitsIntoATerminationMessage()
    {
        var catalog = new Catalog([.. Enumerable.Range(0, 100).Select(Entry)], [.. Enumerable.Range(100, 50).Select(i => Entry(i).Folder)], [Entry(200).Folder]);
        var result = new BackupResult { Job = "nightly-m0123456789", Packed = catalog.Pack(), Good = 100, ReadAt = Start, Backup = Entry(0), ManifestSha256 = new string('a', 64), Parts = Parts(20, 10) };

        var message = result.Pack();

        Assert.InRange(message.Length, 1000, 4096);
        var read = BackupResult.Unpack(System.Text.Encoding.UTF8.GetString(message))!;
        var unpacked = Catalog.Unpack(read.Packed!);
        Assert.Equal(catalog.Entries, unpacked.Entries);
        Assert.Equal((catalog.Removed.Count, catalog.Removed[0], catalog.Unreadable.Single()), (unpacked.Removed.Count, unpacked.Removed[0], unpacked.Unreadable.Single()));
        Assert.Equal(("nightly-m0123456789", Entry(0)), (read.Job, read.Backup));
    }

    [Fact]
    public void Pack_LongNamesAndWords_LeavesOutWhatIsLeastNeeded()
    {
        var catalog = new Catalog([.. Enumerable.Range(0, 100).Select(Entry)], [], []);
        var result = new BackupResult { Job = "j", Packed = catalog.Pack(), Good = 100, ReadAt = Start, Backup = Entry(0), Parts = Parts(20, 200), Message = new string('x', 1024) };

        var read = BackupResult.Unpack(System.Text.Encoding.UTF8.GetString(result.Pack()))!;

        Assert.True(result.Pack().Length <= 4096);
        Assert.Equal(5, read.Parts.Count);
        Assert.Equal((100L, Entry(0)), (read.Good, read.Backup));
        // The newest are told.
        Assert.Equal(Entry(0), Catalog.Unpack(read.Packed!).Entries[0]);
    }

    [Fact]
    public void Unpack_WordsOfSomebodyElse_AreNone() => Assert.Null(BackupResult.Unpack("panic: out of memory"));

    private static BackupPartStatus[] Parts(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => new BackupPartStatus { Name = $"{new string('d', length)}{i}", Kind = "postgresDatabase", PlainBytes = 1000 + i, StoredBytes = 100 + i })];

    private static CatalogEntry Entry(int day)
    {
        var (start, chance) = (Start.AddDays(-day), new Random(day));
        var name = string.Create(CultureInfo.InvariantCulture, $"{start:yyyyMMdd'T'HHmmss}.{chance.Next(1000):000}Z");
        return new CatalogEntry(name, start, start.AddSeconds(chance.Next(1000)), chance.NextInt64(1L << 36), chance.NextInt64(1L << 32));
    }
}
