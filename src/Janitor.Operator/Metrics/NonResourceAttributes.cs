namespace Janitor.Operator.Metrics;

/// <summary>A path of a server, and what is done with it.</summary>
internal sealed record NonResourceAttributes
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>What is done.</summary>
    public string Verb { get; set; } = string.Empty;
}
