using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>What happens to which items: <see cref="Match"/>, <see cref="Capacity"/> or both, and an <see cref="Action"/>.</summary>
[ValidationRule("has(self.match) || has(self.capacity)", "write match or capacity; to match everything: match: {include: [\"**\"]}")]
public sealed record Rule
{
    /// <summary>A name, unique in the policy, that reports and metrics carry.</summary>
    [Required]
    [Length(1, 63)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Which items. Together with <see cref="Capacity"/>: the only items that the capacity rule counts and may choose from.</summary>
    public ItemMatch? Match { get; set; }

    /// <summary>
    /// Chooses only under pressure, until it is relieved. Capacity rules see what is left when all other rules have chosen,
    /// wherever they stand in the list.
    /// </summary>
    public CapacityRule? Capacity { get; set; }

    /// <summary>What to do; delete when absent.</summary>
    public RuleAction? Action { get; set; }
}
