namespace Janitor.Engine.Retention.Reports;

/// <summary>What one run found and did: the same record for the command's JSON, the status, the history and notifications.</summary>
public sealed record RunReport
{
    /// <summary>The policy, as <c>namespace/name</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>The store in words: <c>volume scratch/clips</c>.</summary>
    public required string Target { get; init; }

    /// <summary>True when nothing was to be changed.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the run ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>Items looked at. Folders in which no rule can select anything are left out, unless something has to be judged on the whole.</summary>
    public long Scanned { get; init; }

    /// <summary>Items that a rule selected, those that only <c>report</c> included.</summary>
    public long Selected { get; init; }

    /// <summary>The size of the selected items' content, in bytes.</summary>
    public long BytesSelected { get; init; }

    /// <summary>Items deleted or moved; 0 in a dry run.</summary>
    public long Acted { get; init; }

    /// <summary>Items that are still there when the run ends, as far as it knows: scanned less deleted, moved or gone.</summary>
    public long Retained { get; init; }

    /// <summary>Selected items that stay because they changed after they were listed.</summary>
    public long Changed { get; init; }

    /// <summary>Items that could not be deleted or moved, and directories that could not be read.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes of space given back; 0 in a dry run.</summary>
    public long BytesFreed { get; init; }

    /// <summary>Items deleted for good because their time in quarantine was over; not part of <see cref="Acted"/>.</summary>
    public long Purged { get; init; }

    /// <summary>With a filter on items: how many match it. Null without.</summary>
    public long? Matched { get; init; }

    /// <summary>With a filter on items: whether any item was found. Null without.</summary>
    public bool? Found => Matched is null ? null : Matched > 0;

    /// <summary>One entry a rule, in the policy's order, with <c>minFree</c> last where it chose something.</summary>
    public IReadOnlyList<RuleReport> Rules { get; init; } = [];

    /// <summary>The first few selected items.</summary>
    public IReadOnlyList<DecidedItem> Sample { get; init; } = [];

    /// <summary>Why the run did less than its rules select; null when it did all.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The stop reason, or the error, in words: what happened and what to do.</summary>
    public string? Message { get; init; }

    /// <summary>The policy's field to look at when the run failed.</summary>
    public string? Field { get; init; }

    /// <summary>The first few failures in words.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>What the user should know although nothing failed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How an item is kept from being deleted when it changes after it was listed.</summary>
    public string? Protection { get; init; }

    /// <summary>What the catalog said and was told; null without a catalog, or when it could not be read.</summary>
    public CatalogReport? Catalog { get; init; }
}
