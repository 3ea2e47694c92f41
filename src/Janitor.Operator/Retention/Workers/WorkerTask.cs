using System.Text.Json;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Workers;

/// <summary>What a worker has to do, as it is told in its environment. Secrets are not in it.</summary>
public sealed record WorkerTask
{
    /// <summary>The environment variable that holds it, as JSON.</summary>
    public const string Variable = "JANITOR_TASK";

    /// <summary>The environment variable that holds the connection to the policy's catalog, from its Secret.</summary>
    public const string ConnectionVariable = "JANITOR_CATALOG_CONNECTION";

    /// <summary>Where the claim is mounted.</summary>
    public const string MountPath = "/target";

    /// <summary>The policy's name, namespace and spec.</summary>
    public RetentionPolicy Policy { get; set; } = new();

    /// <summary>The run's identity.</summary>
    public string RunId { get; set; } = string.Empty;

    /// <summary>True changes nothing whatever the policy's mode says, and writes each decision to the log; false: as the mode says.</summary>
    public bool Preview { get; set; }

    /// <summary>How many references the catalog had in the last run; absent when that is not known.</summary>
    public long? PreviousReferences { get; set; }

    /// <summary>The jobs of a catalog of Kubernetes Jobs; absent for other catalogs.</summary>
    public IReadOnlyList<KnownJob>? Jobs { get; set; }

    /// <summary>The environment variable.</summary>
    /// <exception cref="BlockedException">It is longer than an environment variable can be.</exception>
    internal EnvVar ToVariable() => WorkerOrder.Task(
        Variable,
        JsonSerializer.Serialize(this, WorkerJson.Default.WorkerTask),
        Jobs is null ? "divide the policy" : $"choose fewer Jobs than {Jobs.Count} by spec.catalog.kubernetesJobs.selector, or divide the policy");
}
