namespace Janitor.Gateway.Checks;

/// <summary>Whether it would fit, at this moment. Nothing is reserved.</summary>
/// <param name="Fits">Whether.</param>
/// <param name="Used">What the tenant has; null when the ledger cannot be asked.</param>
/// <param name="Reserved">What was promised and is not stored yet; null when the ledger cannot be asked.</param>
/// <param name="Limit">What it may have.</param>
/// <param name="Remaining">What is left; null when the ledger cannot be asked.</param>
internal sealed record CheckAnswer(bool Fits, Stock? Used, Stock? Reserved, Bound Limit, Bound? Remaining);
