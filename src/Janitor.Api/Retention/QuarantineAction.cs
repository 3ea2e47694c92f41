using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Moves an item to <c>.janitor/quarantine/</c> in the same target, from where <c>janitor undo</c> brings it back.</summary>
public sealed record QuarantineAction
{
    /// <summary>How long it can be brought back, 1h to 1y; after that the next run deletes it for good.</summary>
    [Required]
    public Duration For { get; set; }
}
