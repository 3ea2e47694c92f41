using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Retention.Workers;

/// <summary>The Job that a run on a volume takes place in.</summary>
/// <param name="options">How all of them are made.</param>
internal sealed class WorkerJob(WorkerOptions options)
{
    /// <summary>The label that carries the run's identity.</summary>
    public const string RunLabel = "janitor.dev/run";

    /// <summary>The label that says why the run was started: the name of a <see cref="RunTrigger"/>.</summary>
    public const string TriggerLabel = "janitor.dev/trigger";

    /// <summary>The annotation that carries the policy's name, which a label may be too short for.</summary>
    public const string PolicyAnnotation = "janitor.dev/policy";

    /// <summary>The label by which the operator knows its workers.</summary>
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedByLabel"/>.</summary>
    public const string ManagedBy = "janitor";

    /// <summary>How often the Job controller starts another pod, each time later, when one was killed; the worker itself ends well whatever came of the run.</summary>
    private const int MorePods = 3;

    private const int LongestPolicyPart = 40;
    private const string Container = "worker";
    private const string TargetVolume = "target";

    /// <summary>The Job's name: the same for the same run and attempt, at most 63 characters.</summary>
    public static string NameOf(RetentionPolicy policy, ActiveRun run)
    {
        var name = policy.Metadata.Name;
        var start = name.Length <= LongestPolicyPart ? name : name[..LongestPolicyPart].TrimEnd('-', '.');
        return run.Attempt == 1 ? $"{start}-{run.Id}" : string.Create(CultureInfo.InvariantCulture, $"{start}-{run.Id}-{run.Attempt}");
    }

    /// <summary>Whether a Job's run was asked for as a preview.</summary>
    public static bool IsPreview(Job job) => job.Metadata.Labels?.GetValueOrDefault(TriggerLabel) == nameof(RunTrigger.Plan);

    /// <summary>Makes the Job.</summary>
    /// <param name="policy">The policy, valid, with a volume as target.</param>
    /// <param name="run">The run.</param>
    /// <param name="task">What the worker is told.</param>
    /// <param name="placement">Where the claim can be mounted.</param>
    public Job Build(RetentionPolicy policy, ActiveRun run, WorkerTask task, Placement placement)
    {
        var worker = policy.Spec.Worker ?? new WorkerSpec();
        var labels = new Dictionary<string, string>(worker.Labels)
        {
            ["app.kubernetes.io/name"] = "janitor",
            ["app.kubernetes.io/component"] = "worker",
            [ManagedByLabel] = ManagedBy,
            [RunLabel] = run.Id,
            [TriggerLabel] = run.Trigger.ToString(),
        };
        var annotations = new Dictionary<string, string>(worker.Annotations) { [PolicyAnnotation] = policy.Metadata.Name };
        var job = new Job
        {
            Metadata = new ObjectMeta
            {
                Name = NameOf(policy, run),
                Namespace = policy.Namespace,
                Labels = labels,
                Annotations = annotations,
            },
            Spec = new JobSpec
            {
                BackoffLimit = MorePods,
                Template = new PodTemplateSpec
                {
                    Metadata = new ObjectMeta { Labels = labels, Annotations = annotations },
                    Spec = BuildPod(policy, worker, task, placement),
                },
            },
        };
        ControllerReference.Set(policy, job);
        return job;
    }

    private PodSpec BuildPod(RetentionPolicy policy, WorkerSpec worker, WorkerTask task, Placement placement)
    {
        var security = worker.SecurityContext ?? new WorkerSecurityContext();
        var claim = policy.Spec.Target!.Volume!.ClaimName;
        return new PodSpec
        {
            RestartPolicy = "Never",
            Containers = [BuildContainer(policy, worker, task)],
            Volumes = [new Volume { Name = TargetVolume, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = claim } }],
            NodeSelector = Joined(worker.NodeSelector, placement.NodeSelector),
            Tolerations = [.. worker.Tolerations.Select(Written), .. placement.Tolerations],
            ServiceAccountName = worker.ServiceAccountName,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            ImagePullSecrets = [.. options.ImagePullSecrets.Select(name => new LocalObjectReference { Name = name })],
            SecurityContext = new PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = security.RunAsUser,
                RunAsGroup = security.RunAsGroup,
                FsGroup = security.FsGroup,
                FsGroupChangePolicy = security.FsGroup is null ? null : "OnRootMismatch",
                SupplementalGroups = security.SupplementalGroups.Count == 0 ? null : security.SupplementalGroups,
                SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" },
            },
        };
    }

    private Container BuildContainer(RetentionPolicy policy, WorkerSpec worker, WorkerTask task)
    {
        var variables = new List<EnvVar>
        {
            new() { Name = WorkerTask.Variable, Value = task.Write() },
            // Diagnostics would want to write to the root file system.
            new() { Name = "DOTNET_EnableDiagnostics", Value = "0" },
        };
        if (policy.Spec.Catalog?.Postgres?.ConnectionSecretRef is { } connection)
        {
            var source = new SecretKeySelector { Name = connection.Name, Key = connection.Key };
            variables.Add(new EnvVar { Name = WorkerTask.ConnectionVariable, ValueFrom = new EnvVarSource { SecretKeyRef = source } });
        }

        return new Container
        {
            Name = Container,
            Image = options.Image,
            ImagePullPolicy = options.ImagePullPolicy,
            Args = ["worker"],
            Env = variables,
            // A preview cannot change anything, whatever it does.
            VolumeMounts = [new VolumeMount { Name = TargetVolume, MountPath = WorkerTask.MountPath, ReadOnly = task.Preview || policy.Spec.Mode == RunMode.DryRun }],
            Resources = ResourcesOf(worker),
            SecurityContext = new SecurityContext
            {
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new Capabilities { Drop = ["ALL"] },
            },
        };
    }

    private ResourceRequirements ResourcesOf(WorkerSpec worker) => worker.Resources is null ? options.Resources : new ResourceRequirements
    {
        Requests = worker.Resources.Requests.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal),
        Limits = worker.Resources.Limits.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal),
    };

    private static Toleration Written(WorkerToleration toleration) =>
        new() { Key = toleration.Key, Operator = toleration.Operator, Value = toleration.Value, Effect = toleration.Effect };

    private static Dictionary<string, string> Joined(IReadOnlyDictionary<string, string> some, IReadOnlyDictionary<string, string> others)
    {
        var joined = new Dictionary<string, string>(some, StringComparer.Ordinal);
        foreach (var (key, value) in others)
            joined[key] = value;
        return joined;
    }
}
