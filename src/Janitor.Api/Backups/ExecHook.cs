using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>
/// A command in a container. Of the pods in the schedule's namespace that are selected, running and ready, it is run in the first by name, and in no other; for each pod of a StatefulSet, write a hook with
/// its label <c>statefulset.kubernetes.io/pod-name</c>. It fails when it ends with another code than 0; the end of what it wrote is in the message.
/// </summary>
public sealed record ExecHook
{
    /// <summary>Selects the pods; at least one label.</summary>
    [Required]
    [ValidationRule("has(self.matchLabels) && size(self.matchLabels) > 0", "write at least one label")]
    public LabelSelector? PodSelector { get; set; }

    /// <summary>The container; the pod's first when absent.</summary>
    [Length(1, 63)]
    public string? Container { get; set; }

    /// <summary>The program and its arguments. No shell reads them: for pipes and variables write <c>[sh, -c, "…"]</c>.</summary>
    [Required]
    [Items(1, 100)]
    [Length(0, 32768)]
    public IReadOnlyList<string> Command { get; set; } = [];
}
