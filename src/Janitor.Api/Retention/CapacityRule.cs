using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>
/// Pressure and its relief: starts when the target holds more than <see cref="Above"/>, stops at <see cref="DownTo"/>. The order is orphans
/// first, then the items of failed jobs, then the rest; in each of these the oldest first.
/// </summary>
[ValidationRule(
    "type(self.above) != string || type(self.downTo) != string || !self.above.endsWith('%') || !self.downTo.endsWith('%') || " +
    "double(self.downTo.replace('%', '')) < double(self.above.replace('%', ''))",
    "downTo must be below above: a run stops there")]
public sealed record CapacityRule
{
    /// <summary>What the marks are in: <c>Size</c>, the default, or <c>Items</c>, for which both are numbers such as <c>100k</c>.</summary>
    public CapacityMeasure Measure { get; set; } = CapacityMeasure.Size;

    /// <summary>Starts above this: a size, of the items that the rule counts, or their number; or a percentage of the volume that is used, by anyone, as df computes it.</summary>
    [Required]
    public Amount Above { get; set; }

    /// <summary>Stops at this; the same unit as <see cref="Above"/> and below it.</summary>
    [Required]
    public Amount DownTo { get; set; }

    /// <summary>Under pressure an orphan counts as one when it is older than this; 1h by default.</summary>
    public Duration OrphanAge { get; set; } = new(TimeSpan.FromHours(1));

    /// <summary>The job states whose items go second; <c>failed</c> and <c>cancelled</c> by default.</summary>
    [ListType]
    [Items(0, 50)]
    [Length(1, 100)]
    public IReadOnlyList<string> FailedStates { get; set; } = ["failed", "cancelled"];
}
