using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Conditions on the job an item belongs to.</summary>
public sealed record JobMatch
{
    /// <summary>The job is in one of these states; at least one.</summary>
    [Required]
    [ListType]
    [Items(1, 50)]
    [Length(1, 100)]
    public IReadOnlyList<string> States { get; set; } = [];

    /// <summary>The job's last change was before this: an age or a date.</summary>
    public PointInTime? ChangedBefore { get; set; }
}
