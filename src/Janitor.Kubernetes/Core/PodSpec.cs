namespace Janitor.Kubernetes.Core;

/// <summary>What a pod runs, and where.</summary>
public sealed record PodSpec
{
    /// <summary>Its containers.</summary>
    public IReadOnlyList<Container> Containers { get; set; } = [];

    /// <summary>What can be mounted in them.</summary>
    public IReadOnlyList<Volume>? Volumes { get; set; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; set; }

    /// <summary>The node that it was put on; absent until then.</summary>
    public string? NodeName { get; set; }

    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; set; }

    /// <summary>Taints that do not keep it away.</summary>
    public IReadOnlyList<Toleration>? Tolerations { get; set; }

    /// <summary>Its service account.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>False: the account's token is not mounted.</summary>
    public bool? AutomountServiceAccountToken { get; set; }

    /// <summary>False: no environment variables for services.</summary>
    public bool? EnableServiceLinks { get; set; }

    /// <summary>Who it is.</summary>
    public PodSecurityContext? SecurityContext { get; set; }

    /// <summary>How many seconds it has to end after it was asked to; 30 when absent.</summary>
    public long? TerminationGracePeriodSeconds { get; set; }

    /// <summary>Secrets to pull images with.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; set; }
}
