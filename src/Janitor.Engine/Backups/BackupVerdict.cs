namespace Janitor.Engine.Backups;

/// <summary>What retention says of a backup.</summary>
/// <param name="IsGood">
/// Whether the backup took part. Of one that is not good retention says nothing, for it neither is worth keeping nor shows that it may go: it is not <paramref name="Kept"/>, and does not
/// <see cref="Expires">expire</see>; the caller decides.
/// </param>
/// <param name="Kept">Whether a rule keeps it; false for one that is not good.</param>
/// <param name="Reasons">Why, in a few words each, for people: <c>day 2026-03-01</c>, <c>no rule keeps it</c>. At least one.</param>
public sealed record BackupVerdict(bool IsGood, bool Kept, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether it may be removed: it is good, and no rule keeps it.</summary>
    public bool Expires => IsGood && !Kept;

    /// <inheritdoc/>
    public override string ToString() => Expires ? $"goes: {string.Join(", ", Reasons)}" : string.Join(", ", Reasons);
}
