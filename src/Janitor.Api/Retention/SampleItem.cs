namespace Janitor.Api.Retention;

/// <summary>One item that a rule selected.</summary>
public sealed record SampleItem
{
    /// <summary>Its path below the target; bytes that are not UTF-8 are replaced.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>The rule.</summary>
    public string Rule { get; set; } = string.Empty;

    /// <summary>Why: <c>older than 1h: modified 2h 14m ago</c>.</summary>
    public string Reason { get; set; } = string.Empty;
}
