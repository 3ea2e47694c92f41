using System.Text;

namespace Janitor.Cli.Documents;

/// <summary>The text of one file.</summary>
/// <param name="Name">Its name, as errors say it; <c>stdin</c> for the standard input.</param>
/// <param name="Text">Its content.</param>
internal sealed record ManifestFile(string Name, string Text)
{
    private const int MostBytes = 10 * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Opens what <c>-f</c> names: a file, the manifests of a directory in the order of their names, or <c>-</c>, the standard input.</summary>
    /// <param name="sources">What was given.</param>
    /// <param name="errors">Receives what cannot be read.</param>
    public static List<ManifestFile> ReadAll(IReadOnlyList<string> sources, List<string> errors)
    {
        var files = new List<ManifestFile>();
        foreach (var source in sources)
        {
            if (source == "-")
                Add(files, "stdin", Console.OpenStandardInput, errors);
            else if (Directory.Exists(source))
                AddDirectory(files, source, errors);
            else
                Add(files, source, () => File.OpenRead(source), errors);
        }

        return files;
    }

    private static void AddDirectory(List<ManifestFile> files, string directory, List<string> errors)
    {
        try
        {
            var found = Directory.GetFiles(directory).Where(path => Extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal).ToList();
            if (found.Count == 0)
                errors.Add($"{directory}: has no *.yaml, *.yml or *.json file; name the file, or another directory");
            foreach (var path in found)
                Add(files, path, () => File.OpenRead(path), errors);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{directory}: cannot be read: {problem.Message}");
        }
    }

    private static void Add(List<ManifestFile> files, string name, Func<Stream> open, List<string> errors)
    {
        try
        {
            using var stream = open();
            files.Add(new ManifestFile(name, ReadText(stream)));
        }
        catch (DecoderFallbackException)
        {
            errors.Add($"{name}: is not UTF-8 text; save it as UTF-8");
        }
        catch (InvalidDataException problem)
        {
            errors.Add($"{name}: {problem.Message}");
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add($"{name}: no such file or directory; check the path after -f");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{name}: cannot be read: {problem.Message}");
        }
    }

    private static string ReadText(Stream stream)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MostBytes)
                throw new InvalidDataException("is larger than 10 MiB, which no manifest should be; split it");
        }

        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
    }
}
