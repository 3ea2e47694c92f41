using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Workers;

/// <summary>Who a worker is, as far as files are concerned.</summary>
public sealed record WorkerSecurityContext
{
    /// <summary>The user, 1 to 2147483647, as whom files are deleted: their owner, or the owner of their directories. 65532 by default.</summary>
    [Range(1, int.MaxValue)]
    public long RunAsUser { get; set; } = 65532;

    /// <summary>The user's group, 1 to 2147483647; 65532 by default.</summary>
    [Range(1, int.MaxValue)]
    public long RunAsGroup { get; set; } = 65532;

    /// <summary>A further group, 1 to 2147483647, which volumes that support it are made writable for; none by default.</summary>
    [Range(1, int.MaxValue)]
    public long? FsGroup { get; set; }

    /// <summary>More groups of the user, each 1 to 2147483647.</summary>
    [Items(0, 32)]
    public IReadOnlyList<long> SupplementalGroups { get; set; } = [];
}
