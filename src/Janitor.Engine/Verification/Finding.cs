namespace Janitor.Engine.Verification;

/// <summary>What was found of one object.</summary>
/// <param name="Outcome">As <see cref="VerifiedItem.Outcome"/>.</param>
/// <param name="Reason">What there is to know about it; null where the outcome says all.</param>
/// <param name="Sha256">The SHA-256 of its content; null when it was not read to its end.</param>
internal sealed record Finding(string Outcome, string? Reason = null, byte[]? Sha256 = null)
{
    public const string Intact = "intact";
    public const string Corrupt = "corrupt";
    public const string Truncated = "truncated";
    public const string Missing = "missing";
    public const string Unknown = "unknown";
    public const string Unreadable = "unreadable";
    public const string Unhashed = "unhashed";
    public const string Learned = "learned";
    public const string Changed = "changed";

    /// <summary>Whether something is wrong with the object.</summary>
    public bool IsWrong => Outcome is Corrupt or Truncated or Missing or Unknown or Unreadable;
}
