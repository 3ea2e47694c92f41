namespace Janitor.Operator.Quotas;

/// <summary>Whose writes are refused after a measurement.</summary>
internal sealed record Denial
{
    /// <summary>The tenants whose writes are refused, farthest above their limits first.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Tenants above their limits of whom a policy cannot speak without speaking of others.</summary>
    public IReadOnlyList<string> Unnamed { get; init; } = [];

    /// <summary>How many more are above their limits, for whom the policy has no room.</summary>
    public long WithoutRoom { get; init; }

    /// <summary>Why the policy is as it was; null when it is as it should be.</summary>
    public string? Problem { get; init; }
}
