using Janitor.Api.Workers;
using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Workers;

/// <summary>What tells one worker Job from another.</summary>
/// <param name="Name">The Job's name.</param>
/// <param name="ClaimName">The claim that it mounts.</param>
/// <param name="Worker">How its owner wants workers to be made.</param>
internal sealed record WorkerOrder(string Name, string ClaimName, WorkerSpec Worker)
{
    /// <summary>Whether the claim is mounted so that nothing can be changed.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>What the worker is told.</summary>
    public required IReadOnlyList<EnvVar> Variables { get; init; }

    /// <summary>Labels of Job and pod, beside those that all workers have.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Annotations of Job and pod.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>A variable with a value.</summary>
    public static EnvVar Variable(string name, string value) => new() { Name = name, Value = value };

    /// <summary>A variable whose value is in a Secret.</summary>
    public static EnvVar Variable(string name, Janitor.Api.SecretKeyReference secret) =>
        new() { Name = name, ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = secret.Name, Key = secret.Key } } };
}
