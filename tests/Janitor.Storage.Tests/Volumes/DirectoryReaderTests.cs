using System.Globalization;
using System.Text;
using Janitor.Storage.Volumes;

namespace Janitor.Storage.Tests.Volumes;

public sealed class DirectoryReaderTests
{
    private const int Files = 3000;

    /// <summary>The names take a good 600 KiB: many buffers of 64 KiB, five of 128 KiB, a part of one of 4 MiB.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(128 * 1024)]
    [InlineData(4 * 1024 * 1024)]
    public void Read_MoreThanTheFirstBuffer_GivesEachNameOnce(int orderedBytes)
    {
        using var scratch = MakeFiles();

        var names = Read(scratch, orderedBytes);

        Assert.Equal(Directory.EnumerateFiles(scratch.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_Ordered_GoesUpByInode()
    {
        using var scratch = MakeFiles();
        var inodes = Posix.Run("find", scratch.Path, "-type", "f", "-printf", "%f %i\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => ulong.Parse(parts[1], CultureInfo.InvariantCulture));

        var order = Read(scratch, orderedBytes: 4 * 1024 * 1024).ConvertAll(name => inodes[name]);

        Assert.Equal(order.Order(), order);
    }

    private static ScratchDirectory MakeFiles()
    {
        var scratch = new ScratchDirectory();
        for (var i = 0; i < Files; i++)
            File.Create(Path.Combine(scratch.Path, string.Create(CultureInfo.InvariantCulture, $"{new string('n', 180)}-{i}"))).Dispose();
        return scratch;
    }

    private static List<string> Read(ScratchDirectory scratch, int orderedBytes)
    {
        var directory = DirectoryHandle.OpenRoot(Encoding.UTF8.GetBytes(scratch.Path), isTarget: true, out _)!;
        var reader = new DirectoryReader(orderedBytes);
        var names = new List<string>();
        reader.Begin(directory);
        while (reader.Read())
            names.Add(Encoding.UTF8.GetString(reader.Name));
        directory.Release();
        Assert.Equal(0, reader.Error);
        return names;
    }
}
