using Janitor.Gateway.Checks;

namespace Janitor.Gateway.Problems;

/// <summary>A request that is answered with a problem.</summary>
/// <param name="kind">Which.</param>
/// <param name="detail">What it is this time, and what to do; no secrets.</param>
internal sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    /// <summary>Which.</summary>
    public ProblemKind Kind { get; } = kind;

    /// <summary>How the tenant stands, where that is the problem.</summary>
    public Standing? Standing { get; init; }
}
