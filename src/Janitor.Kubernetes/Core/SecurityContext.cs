namespace Janitor.Kubernetes.Core;

/// <summary>What a container may do.</summary>
public sealed record SecurityContext
{
    /// <summary>False: no process gets more rights than its parent.</summary>
    public bool? AllowPrivilegeEscalation { get; set; }

    /// <summary>True: as root on the node.</summary>
    public bool? Privileged { get; set; }

    /// <summary>True: only volumes can be written.</summary>
    public bool? ReadOnlyRootFilesystem { get; set; }

    /// <summary>True: refuses to run as root.</summary>
    public bool? RunAsNonRoot { get; set; }

    /// <summary>Which capabilities it has.</summary>
    public Capabilities? Capabilities { get; set; }
}
