namespace Janitor.Engine.Quotas.Ledger;

/// <summary>The ledger cannot be reached, or cannot be used.</summary>
/// <param name="message">What happened, and what to do; no secrets.</param>
/// <param name="innerException">The cause.</param>
public sealed class LedgerException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the same may work a moment later.</summary>
    public bool IsTransient { get; init; }
}
