namespace Janitor.Engine.Retention.Reports;

/// <summary>What the catalog said, and what it was told.</summary>
public sealed record CatalogReport
{
    /// <summary>Jobs it listed.</summary>
    public long Jobs { get; init; }

    /// <summary>References it listed. The next run compares with it: half as many are not believed.</summary>
    public long References { get; init; }

    /// <summary>Jobs that <c>onCleaned</c> was run for; in a dry run, that it would be run for.</summary>
    public long Cleaned { get; init; }

    /// <summary>Jobs that <c>stuck.set</c> was run for; in a dry run, that it would be run for.</summary>
    public long Stuck { get; init; }

    /// <summary>Jobs left alone because they changed during the run.</summary>
    public long Changed { get; init; }
}
