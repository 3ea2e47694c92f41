using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres;

/// <summary>A large catalog is streamed. Runs alone: it measures what the process allocates.</summary>
[Collection(nameof(PostgresMemoryTests))]
[CollectionDefinition(nameof(PostgresMemoryTests), DisableParallelization = true)]
public sealed class PostgresMemoryTests
{
    private const long MiB = 1 << 20;

    // Measured: 106 and 159 MiB. A process has 75 MiB before it reads anything.
    [Theory]
    [InlineData("", 120)]
    [InlineData("{stem}_processed.*", 175)]
    public async Task ReadAsync_AMillionReferences_StayWithin200MB(string variant, long most)
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var source = new PostgresCatalogSource(
            new PostgresCatalog
            {
                Jobs = "select i, case i % 3 when 0 then 'done' when 1 then 'failed' else 'queued' end, now() from generate_series(1, 100000) as i",
                References = "select '/recordings/' || repeat('x', 80) || '/' || i || '.m4a' from generate_series(1, 1000000) as i",
            },
            database.AbsoluteUri,
            TimeProvider.System);
        var builder = new CatalogBuilder(variant.Length == 0 ? [] : [VariantPattern.Parse(variant)]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await source.ReadAsync(builder, CancellationToken.None);

        // What is allocated in all bounds what can be held at once, and does not depend on when the collector runs.
        // As strings, the paths alone would be 220 MiB.
        Assert.InRange((GC.GetTotalAllocatedBytes(precise: true) - before) / MiB, 20, most);
        var catalog = builder.Build();
        Assert.Equal(100_000, catalog.Jobs.Count);
        Assert.Equal(1_000_000, catalog.References.Count);
    }
}
