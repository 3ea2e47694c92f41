using Janitor.Gateway.Checks;

namespace Janitor.Gateway.Problems;

/// <summary>The problem details of RFC 9457.</summary>
/// <param name="Type">Which problem: a URI that docs/gateway.md explains.</param>
/// <param name="Title">It in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What it is this time.</param>
internal sealed record Problem(string Type, string Title, int Status, string? Detail)
{
    /// <summary>With <c>quota-exceeded</c>: what the tenant has.</summary>
    public Stock? Used { get; init; }

    /// <summary>With <c>quota-exceeded</c>: what was promised and is not stored yet.</summary>
    public Stock? Reserved { get; init; }

    /// <summary>With <c>quota-exceeded</c>: what the tenant may have.</summary>
    public Bound? Limit { get; init; }

    /// <summary>With <c>quota-exceeded</c>: what is left.</summary>
    public Bound? Remaining { get; init; }
}
