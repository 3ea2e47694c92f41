namespace Janitor.Kubernetes.Core;

/// <summary>Where a variable's value comes from.</summary>
public sealed record EnvVarSource
{
    /// <summary>A key of a Secret.</summary>
    public SecretKeySelector? SecretKeyRef { get; set; }
}
