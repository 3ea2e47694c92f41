using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Workers;

/// <summary>How all worker Jobs are made; policies add to it in <c>spec.worker</c>.</summary>
public sealed record WorkerOptions
{
    /// <summary>The image that workers run: the operator's own.</summary>
    public string Image { get; set; } = string.Empty;

    /// <summary>When it is pulled: <c>Always</c>, <c>IfNotPresent</c> (the default) or <c>Never</c>.</summary>
    public string ImagePullPolicy { get; set; } = "IfNotPresent";

    /// <summary>Secrets, in each policy's namespace, to pull it with; none by default.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; set; } = [];

    /// <summary>What a worker requests and may use where the policy does not say; by default 50m and 64Mi, at most 256Mi.</summary>
    public ResourceRequirements Resources { get; set; } = new()
    {
        Requests = new Dictionary<string, string> { ["cpu"] = "50m", ["memory"] = "64Mi" },
        Limits = new Dictionary<string, string> { ["memory"] = "256Mi" },
    };
}
