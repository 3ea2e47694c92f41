namespace Janitor.Cli.Commands;

/// <summary>What is written to the standard output.</summary>
internal enum OutputFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>One report object for one policy, an array of them for several.</summary>
    Json,

    /// <summary>A line for each item as it is decided, then one for each report.</summary>
    Ndjson,
}
