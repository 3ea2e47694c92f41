using System.Buffers;
using System.Text.Unicode;

namespace Janitor.Engine.Retention.Catalog;

/// <summary>The catalog as one run sees it: jobs by id, and paths in use. Thread-safe.</summary>
public sealed class CatalogSnapshot
{
    private readonly Dictionary<string, CatalogJob>.AlternateLookup<ReadOnlySpan<char>> _byId;

    internal CatalogSnapshot(Dictionary<string, CatalogJob> jobs, ReferenceSet references)
    {
        Jobs = jobs;
        References = references;
        _byId = jobs.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>All jobs by their id.</summary>
    public IReadOnlyDictionary<string, CatalogJob> Jobs { get; }

    /// <summary>The paths in use.</summary>
    public ReferenceSet References { get; }

    /// <summary>The job with this id, as it stands in a path; null when the catalog does not know it.</summary>
    public CatalogJob? Find(ReadOnlySpan<byte> id)
    {
        // The longest path of a store is an S3 key of 1,024 bytes.
        const int Longest = 1024;
        if (id.Length > Longest)
            return null;
        Span<char> text = stackalloc char[Longest];
        var decoded = Utf8.ToUtf16(id, text, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done;
        return decoded && _byId.TryGetValue(text[..length], out var job) ? job : null;
    }
}
