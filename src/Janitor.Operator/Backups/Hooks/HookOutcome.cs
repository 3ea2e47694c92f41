namespace Janitor.Operator.Backups.Hooks;

/// <summary>How a list of hooks went.</summary>
/// <param name="Failures">What went wrong with hooks whose <c>onError</c> is Fail: which it is, what happened and what to do, without secrets.</param>
/// <param name="Warnings">The same of hooks whose <c>onError</c> is Continue.</param>
internal sealed record HookOutcome(IReadOnlyList<string> Failures, IReadOnlyList<string> Warnings)
{
    /// <summary>No hook failed whose failure counts.</summary>
    public bool Succeeded => Failures.Count == 0;

    /// <summary>What went wrong, those first whose failure counts, a line each; null when nothing did.</summary>
    public string? Message => Failures.Count + Warnings.Count == 0 ? null : string.Join('\n', Failures.Concat(Warnings));
}
