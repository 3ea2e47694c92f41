using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>A run that ended, in full. Its whole report is in the worker's log, or the operator's.</summary>
public sealed record RunSummary : RunRecord
{
    /// <summary>The Job that it took place in, which has its log; absent for a run in the operator itself.</summary>
    public string? Job { get; set; }

    /// <summary>Items that stayed.</summary>
    public long Retained { get; set; }

    /// <summary>Selected items that had changed since they were listed, and stayed.</summary>
    public long Changed { get; set; }

    /// <summary>The size of the selected items' content, in bytes.</summary>
    public long BytesSelected { get; set; }

    /// <summary>The bytes freed as people write them: <c>1.2 GiB</c>.</summary>
    public string Freed { get; set; } = string.Empty;

    /// <summary>What each rule did.</summary>
    [Items(0, 110)]
    public IReadOnlyList<RuleSummary> Rules { get; set; } = [];

    /// <summary>Some of the selected items, at most 10.</summary>
    [Items(0, 10)]
    public IReadOnlyList<SampleItem> Sample { get; set; } = [];

    /// <summary>The first things that went wrong, at most 5.</summary>
    [Items(0, 5)]
    public IReadOnlyList<string> Failures { get; set; } = [];

    /// <summary>Which protection against changes between listing and deleting the target's server gives; absent for volumes.</summary>
    public string? Protection { get; set; }

    /// <summary>How many references the catalog had, which the next run's catalog is compared with; absent without a catalog.</summary>
    public long? References { get; set; }
}
