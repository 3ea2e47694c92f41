namespace Janitor.TestBench;

/// <summary>This project's own files.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The path of one of its files, such as <c>config/samples/clips.yaml</c>.</summary>
    public static string PathOf(string file) => Path.Combine(Folder, file);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Janitor.Operator.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository");
        return folder.FullName;
    }
}
