using System.Text;
using Janitor.Api.Workers;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Workers;

/// <summary>What tells one worker Job from another.</summary>
/// <param name="Name">The Job's name.</param>
/// <param name="Claims">The claims that it mounts; there may be none.</param>
/// <param name="Worker">How its owner wants workers to be made.</param>
internal sealed record WorkerOrder(string Name, IReadOnlyList<WorkerClaim> Claims, WorkerSpec Worker)
{
    /// <summary>Linux takes no longer string into a process's environment than 128 KiB, the name included (<c>MAX_ARG_STRLEN</c>).</summary>
    private const int MostBytes = 120 * 1024;

    /// <summary>What the worker is told.</summary>
    public required IReadOnlyList<EnvVar> Variables { get; init; }

    /// <summary>Labels of Job and pod, beside those that all workers have.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Annotations of Job and pod.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>A variable with a value.</summary>
    public static EnvVar Variable(string name, string value) => new() { Name = name, Value = value };

    /// <summary>A variable whose value is in a Secret.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="secret">The Secret and its key.</param>
    /// <param name="optional">Whether the worker starts without it, too.</param>
    public static EnvVar Variable(string name, Janitor.Api.SecretKeyReference secret, bool optional = false) =>
        new() { Name = name, ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = secret.Name, Key = secret.Key, Optional = optional ? true : null } } };

    /// <summary>The variable that holds the task.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="text">The task, as JSON.</param>
    /// <param name="remedy">What makes it shorter.</param>
    /// <exception cref="BlockedException">It is longer than an environment variable can be.</exception>
    public static EnvVar Task(string name, string text, string remedy)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        return size <= MostBytes
            ? Variable(name, text)
            : throw new BlockedException(Reasons.TaskTooLarge, $"the task is {HumanSize.Bytes(size)}, and a worker can be told {HumanSize.Bytes(MostBytes)}; {remedy}");
    }
}
