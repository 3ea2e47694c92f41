using System.Text;
using System.Text.Json;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

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

    /// <summary>Linux takes no longer string into a process's environment than 128 KiB, the name included (<c>MAX_ARG_STRLEN</c>).</summary>
    private const int MostBytes = 120 * 1024;

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

    /// <summary>The task as the environment variable holds it.</summary>
    /// <exception cref="BlockedException">It is longer than an environment variable can be.</exception>
    internal string Write()
    {
        var text = JsonSerializer.Serialize(this, WorkerJson.Default.WorkerTask);
        var size = Encoding.UTF8.GetByteCount(text);
        return size <= MostBytes
            ? text
            : throw new BlockedException(
                Reasons.TaskTooLarge,
                $"the spec, and the {Jobs?.Count ?? 0} Jobs of its catalog, are {HumanSize.Bytes(size)}, and a worker can be told {HumanSize.Bytes(MostBytes)}; "
                + "choose fewer Jobs by spec.catalog.kubernetesJobs.selector, or divide the policy");
    }
}
