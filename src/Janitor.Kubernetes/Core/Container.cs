namespace Janitor.Kubernetes.Core;

/// <summary>One container of a pod.</summary>
public sealed record Container
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its image.</summary>
    public string? Image { get; set; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; set; }

    /// <summary>In place of the image's entry point.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string>? Args { get; set; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<EnvVar>? Env { get; set; }

    /// <summary>Volumes and where they are.</summary>
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; set; }

    /// <summary>What it requests and may use.</summary>
    public ResourceRequirements? Resources { get; set; }

    /// <summary>What it may do.</summary>
    public SecurityContext? SecurityContext { get; set; }

    /// <summary><c>File</c> or <c>FallbackToLogsOnError</c>.</summary>
    public string? TerminationMessagePolicy { get; set; }
}
