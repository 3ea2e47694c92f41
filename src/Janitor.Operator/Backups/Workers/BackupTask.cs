using System.Text.Json;
using Janitor.Api.Backups;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What a worker has to do for backups, as it is told in its environment. Secrets are not in it.</summary>
public sealed record BackupTask
{
    /// <summary>The environment variable that holds it, as JSON.</summary>
    public const string Variable = "JANITOR_BACKUP";

    /// <summary>What is to be done.</summary>
    public BackupTaskKind Kind { get; set; }

    /// <summary>The Job that it is told to: its result is known by it.</summary>
    public string Job { get; set; } = string.Empty;

    /// <summary>The schedule's name, namespace and spec.</summary>
    public BackupSchedule Schedule { get; set; } = new();

    /// <summary>Of Remove, Verify and Restore, which backup: the name of its folder, or as <see cref="RestorePoint.At"/>.</summary>
    public string At { get; set; } = RestorePoint.Latest;

    /// <summary>Of Restore, what is restored, and where to.</summary>
    public RestoreSpec? Restore { get; set; }

    /// <summary>The environment variable.</summary>
    /// <exception cref="Dependencies.BlockedException">It is longer than an environment variable can be.</exception>
    internal EnvVar ToVariable() => WorkerOrder.Task(Variable, JsonSerializer.Serialize(this, BackupTaskJson.Default.BackupTask), "divide the schedule, so that each has fewer sources");
}
