namespace Janitor.Cli.Documents;

/// <summary>A file is not YAML, or is more than this reader takes.</summary>
internal sealed class YamlSyntaxException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
