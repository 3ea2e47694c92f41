using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What is at a destination, as a worker has seen it.</summary>
/// <param name="Entries">The good backups, newest first.</param>
/// <param name="Removed">The names of the folders that retention removed.</param>
/// <param name="Unreadable">The names of the folders whose manifest cannot be read.</param>
internal sealed record Catalog(IReadOnlyList<CatalogEntry> Entries, IReadOnlyList<string> Removed, IReadOnlyList<string> Unreadable)
{
    private const string RemovedMark = "-";
    private const string UnreadableMark = "!";

    /// <summary>It in few letters: so much does not fit into a termination message otherwise. Times are to the second.</summary>
    public string Pack()
    {
        var lines = Entries.Select(Write).Concat(Removed.Select(name => $"{RemovedMark} {name}")).Concat(Unreadable.Select(name => $"{UnreadableMark} {name}"));
        using var packed = new MemoryStream();
        using (var deflate = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>As <see cref="Pack"/> wrote it.</summary>
    public static Catalog Unpack(string packed)
    {
        using var deflate = new BrotliStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(deflate, Encoding.ASCII);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToLookup(words => words[0] is RemovedMark or UnreadableMark ? words[0] : string.Empty);
        return new Catalog([.. lines[string.Empty].Select(Read)], [.. lines[RemovedMark].Select(words => words[1])], [.. lines[UnreadableMark].Select(words => words[1])]);
    }

    private static string Write(CatalogEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Folder} {entry.StartedAt.ToUnixTimeSeconds()} {(long)(entry.CompletedAt - entry.StartedAt).TotalSeconds} {entry.PlainBytes} {entry.StoredBytes}");

    private static CatalogEntry Read(string[] words)
    {
        var numbers = words.Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        var started = DateTimeOffset.FromUnixTimeSeconds(numbers[0]);
        return new CatalogEntry(words[0], started, started.AddSeconds(numbers[1]), numbers[2], numbers[3]);
    }
}
