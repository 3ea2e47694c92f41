using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention;

/// <summary>What a caller may say about one run beyond the policy.</summary>
public sealed record RunOptions
{
    /// <summary>Whether to change nothing; absent: as the policy's mode says.</summary>
    public bool? DryRun { get; init; }

    /// <summary>
    /// A glob: only items that match it are looked at. Without a slash it is matched against the last segment. The rules still decide.
    /// </summary>
    public string? Only { get; init; }

    /// <summary>How many references the catalog listed in the last run; fewer than half as many are not believed.</summary>
    public long? PreviousReferences { get; init; }

    /// <summary>True believes a catalog that is empty or has shrunk.</summary>
    public bool TrustCatalog { get; init; }

    /// <summary>Is told each decision, from several threads at once, when it is made.</summary>
    public Action<DecidedItem>? OnDecision { get; init; }

    /// <summary>Is kept up to date while the run goes on.</summary>
    public RunProgress Progress { get; init; } = new();
}
