namespace Janitor.Kubernetes.Core;

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its value.</summary>
    public string? Value { get; set; }

    /// <summary>Where its value comes from.</summary>
    public EnvVarSource? ValueFrom { get; set; }
}
