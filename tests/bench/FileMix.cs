using System.Globalization;
using System.Security.Cryptography;

namespace Janitor.Bench;

/// <summary>A directory of files of several sizes, all of different content.</summary>
/// <param name="root">The directory.</param>
/// <param name="sizes">How many files of which length in bytes.</param>
internal sealed class FileMix(string root, params (int Count, int Length)[] sizes)
{
    public string Root => root;

    public int Files => sizes.Sum(size => size.Count);

    public long Bytes => sizes.Sum(size => (long)size.Count * size.Length);

    /// <summary>Makes them, and reads them once, so that they are in the page cache.</summary>
    /// <returns>Their paths below the root, and the SHA-256 of each.</returns>
    public IReadOnlyDictionary<string, byte[]> Fill()
    {
        var hashes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var chance = new Random(1);
        foreach (var (count, length) in sizes)
        {
            var content = new byte[length];
            chance.NextBytes(content);
            for (var i = 0; i < count; i++)
            {
                BitConverter.TryWriteBytes(content, i + 1);
                var path = string.Create(CultureInfo.InvariantCulture, $"tenant-{i % 10}/{length}/{i:00000}");
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
                File.WriteAllBytes(Path.Combine(root, path), content);
                hashes[path] = SHA256.HashData(content);
            }
        }

        return hashes;
    }
}
