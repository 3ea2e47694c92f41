namespace Janitor.Api.Retention;

/// <summary>What one rule did in a run.</summary>
public sealed record RuleSummary
{
    /// <summary>The rule's name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its action: <c>delete</c>, <c>quarantine</c> or <c>report</c>.</summary>
    public string Action { get; set; } = string.Empty;

    /// <summary>Items that it selected.</summary>
    public long Selected { get; set; }

    /// <summary>The size of the selected items' content, in bytes.</summary>
    public long BytesSelected { get; set; }

    /// <summary>Items that it deleted or moved.</summary>
    public long Acted { get; set; }

    /// <summary>Items that it could not delete or move.</summary>
    public long Failed { get; set; }

    /// <summary>Bytes that this freed.</summary>
    public long BytesFreed { get; set; }
}
