namespace Janitor.Kubernetes.Core;

/// <summary>What a Job runs.</summary>
public sealed record JobSpec
{
    /// <summary>How many pods may fail before the Job does; 6 when absent.</summary>
    public int? BackoffLimit { get; set; }

    /// <summary>After how many seconds the Job is ended; never when absent.</summary>
    public long? ActiveDeadlineSeconds { get; set; }

    /// <summary>True: no pod is started.</summary>
    public bool? Suspend { get; set; }

    /// <summary>Its pod.</summary>
    public PodTemplateSpec Template { get; set; } = new();
}
