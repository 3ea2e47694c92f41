using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Workers;

/// <summary>The Job in which a run takes place.</summary>
internal static class RunJob
{
    /// <summary>The label that carries the run's identity.</summary>
    public const string RunLabel = "janitor.dev/run";

    /// <summary>The label that says why the run was started: the name of a <see cref="RunTrigger"/>.</summary>
    public const string TriggerLabel = "janitor.dev/trigger";

    /// <summary>The annotation that carries the policy's name, which a label may be too short for.</summary>
    public const string PolicyAnnotation = "janitor.dev/policy";

    /// <summary>The Job's name: the same for the same run and attempt, at most 63 characters.</summary>
    public static string NameOf(RetentionPolicy policy, ActiveRun run) =>
        run.Attempt == 1 ? WorkerJob.NameOf(policy, run.Id) : string.Create(CultureInfo.InvariantCulture, $"{WorkerJob.NameOf(policy, run.Id)}-{run.Attempt}");

    /// <summary>Whether a Job's run was asked for as a preview.</summary>
    public static bool IsPreview(Job job) => job.Metadata.Labels?.GetValueOrDefault(TriggerLabel) == nameof(RunTrigger.Plan);

    /// <summary>What a run asks for.</summary>
    /// <param name="policy">The policy, valid, with a volume as target.</param>
    /// <param name="run">The run.</param>
    /// <param name="task">What the worker is told.</param>
    public static WorkerOrder OrderOf(RetentionPolicy policy, ActiveRun run, WorkerTask task)
    {
        var variables = new List<EnvVar> { task.ToVariable() };
        if (policy.Spec.Catalog?.Postgres?.ConnectionSecretRef is { } connection)
            variables.Add(WorkerOrder.Variable(WorkerTask.ConnectionVariable, connection));
        // A preview cannot change anything, whatever it does.
        var claim = new WorkerClaim(policy.Spec.Target!.Volume!.ClaimName, WorkerTask.MountPath, ReadOnly: task.Preview || policy.Spec.Mode == RunMode.DryRun);
        return new WorkerOrder(NameOf(policy, run), [claim], policy.Spec.Worker ?? new WorkerSpec())
        {
            Variables = variables,
            Labels = new Dictionary<string, string> { [RunLabel] = run.Id, [TriggerLabel] = run.Trigger.ToString() },
            Annotations = new Dictionary<string, string> { [PolicyAnnotation] = policy.Metadata.Name },
        };
    }
}
