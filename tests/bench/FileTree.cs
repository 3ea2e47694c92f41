namespace Janitor.Bench;

/// <summary>A directory full of empty files, every second of them old.</summary>
internal sealed class FileTree(string root, int directories, int filesPerDirectory)
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Root => root;

    public long Files => (long)directories * filesPerDirectory;

    /// <summary>Makes all files that are missing.</summary>
    public void Fill() => Parallel.For(0, directories, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
    {
        var directory = directories == 1 ? root : Path.Combine(root, $"d{i / 100:000}", $"e{i:00000}");
        Directory.CreateDirectory(directory);
        for (var file = 0; file < filesPerDirectory; file++)
        {
            var path = Path.Combine(directory, $"file-{file:000000}.dat");
            if (File.Exists(path))
                continue;
            using (File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
            {
            }

            if (IsOld(file))
                File.SetLastWriteTimeUtc(path, Old);
        }
    });

    public void Remove() => Directory.Delete(root, recursive: true);

    /// <summary>Throws unless exactly the young files, or all, or none are left.</summary>
    public void Check(string who, bool youngLeft, bool oldLeft)
    {
        long young = 0;
        long old = 0;
        if (Directory.Exists(root))
        {
            foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                if (IsOld(int.Parse(Path.GetFileNameWithoutExtension(path)[5..], System.Globalization.CultureInfo.InvariantCulture)))
                    old++;
                else
                    young++;
            }
        }

        var half = Files / 2;
        if (young != (youngLeft ? half : 0) || old != (oldLeft ? half : 0))
            throw new InvalidOperationException($"{who} left {young} young and {old} old of {Files} files: the run is void");
    }

    private static bool IsOld(int file) => file % 2 == 1;
}
