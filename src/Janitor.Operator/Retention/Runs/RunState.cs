using Janitor.Api.Retention;

namespace Janitor.Operator.Retention.Runs;

/// <summary>How a run is going: one of the nested types.</summary>
internal abstract record RunState
{
    private RunState()
    {
    }

    /// <summary>It goes on.</summary>
    /// <param name="Hindrance">What keeps it from beginning, in words; null when nothing does.</param>
    public sealed record Going(string? Hindrance = null) : RunState;

    /// <summary>It ended with a result.</summary>
    /// <param name="Summary">The result.</param>
    public sealed record Ended(RunSummary Summary) : RunState;

    /// <summary>It ended without a result.</summary>
    /// <param name="Reason">Why, one of <see cref="Status.Reasons"/>.</param>
    /// <param name="Message">What happened, and what to do.</param>
    public sealed record Lost(string Reason, string Message) : RunState;
}
