namespace Janitor.Operator.Metrics;

/// <summary>Who a token belongs to.</summary>
internal sealed record ReviewedUser
{
    /// <summary>The name.</summary>
    public string Username { get; set; } = string.Empty;

    /// <summary>The groups.</summary>
    public IReadOnlyList<string>? Groups { get; set; }
}
