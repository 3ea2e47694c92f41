using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Runs;

/// <summary>Reads the tags of a batch's items, several at once.</summary>
internal static class TagReader
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>The tags by the items' indexes; an object that has gone has none.</summary>
    public static async Task<IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>>> ReadAsync(
        IStore store, ItemBatch batch, IReadOnlyList<int> indexes, int concurrency, CancellationToken cancellationToken)
    {
        var tags = new IReadOnlyDictionary<string, string>[indexes.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, indexes.Count, options, async (i, token) =>
            tags[i] = await store.TagsAsync(batch.Items.Span[indexes[i]], token) ?? None);
        return indexes.Zip(tags).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
