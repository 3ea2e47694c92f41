using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Workers;

/// <summary>The Job in which work on a volume takes place.</summary>
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

    private const int LongestOwnerPart = 40;
    private const string Container = "worker";
    private const string TargetVolume = "target";

    /// <summary>The Job's name: the same for the same run and attempt, at most 63 characters.</summary>
    public static string NameOf(RetentionPolicy policy, ActiveRun run) =>
        run.Attempt == 1 ? NameOf(policy, run.Id) : string.Create(CultureInfo.InvariantCulture, $"{NameOf(policy, run.Id)}-{run.Attempt}");

    /// <summary>The name of the Job that does a piece of an owner's work, at most 60 characters.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">Tells the piece from others of the owner: at most 16 letters and digits.</param>
    public static string NameOf(IKubernetesObject owner, string id)
    {
        var name = owner.Metadata.Name;
        return $"{(name.Length <= LongestOwnerPart ? name : name[..LongestOwnerPart].TrimEnd('-', '.'))}-{id}";
    }

    /// <summary>Whether a Job's run was asked for as a preview.</summary>
    public static bool IsPreview(Job job) => job.Metadata.Labels?.GetValueOrDefault(TriggerLabel) == nameof(RunTrigger.Plan);

    /// <summary>What a run asks for.</summary>
    /// <param name="policy">The policy, valid, with a volume as target.</param>
    /// <param name="run">The run.</param>
    /// <param name="task">What the worker is told.</param>
    public static WorkerOrder OrderOf(RetentionPolicy policy, ActiveRun run, WorkerTask task)
    {
        var variables = new List<EnvVar> { WorkerOrder.Variable(WorkerTask.Variable, task.Write()) };
        if (policy.Spec.Catalog?.Postgres?.ConnectionSecretRef is { } connection)
            variables.Add(WorkerOrder.Variable(WorkerTask.ConnectionVariable, connection));
        return new WorkerOrder(NameOf(policy, run), policy.Spec.Target!.Volume!.ClaimName, policy.Spec.Worker ?? new WorkerSpec())
        {
            // A preview cannot change anything, whatever it does.
            ReadOnly = task.Preview || policy.Spec.Mode == RunMode.DryRun,
            Variables = variables,
            Labels = new Dictionary<string, string> { [RunLabel] = run.Id, [TriggerLabel] = run.Trigger.ToString() },
            Annotations = new Dictionary<string, string> { [PolicyAnnotation] = policy.Metadata.Name },
        };
    }

    /// <summary>Makes the Job.</summary>
    /// <param name="owner">The policy, or the quota.</param>
    /// <param name="order">What it asks for.</param>
    /// <param name="placement">Where the claim can be mounted.</param>
    public Job Build(IKubernetesObject owner, WorkerOrder order, Placement placement)
    {
        var labels = Joined(
            order.Worker.Labels,
            Joined(
                order.Labels,
                new Dictionary<string, string>
                {
                    ["app.kubernetes.io/name"] = "janitor",
                    ["app.kubernetes.io/component"] = "worker",
                    [ManagedByLabel] = ManagedBy,
                }));
        var annotations = Joined(order.Worker.Annotations, order.Annotations);
        var job = new Job
        {
            Metadata = new ObjectMeta { Name = order.Name, Namespace = owner.Metadata.Namespace, Labels = labels, Annotations = annotations },
            Spec = new JobSpec
            {
                BackoffLimit = MorePods,
                Template = new PodTemplateSpec
                {
                    Metadata = new ObjectMeta { Labels = labels, Annotations = annotations },
                    Spec = BuildPod(order, placement),
                },
            },
        };
        ControllerReference.Set(owner, job);
        return job;
    }

    private PodSpec BuildPod(WorkerOrder order, Placement placement)
    {
        var worker = order.Worker;
        var security = worker.SecurityContext ?? new WorkerSecurityContext();
        return new PodSpec
        {
            RestartPolicy = "Never",
            Containers = [BuildContainer(order)],
            Volumes = [new Volume { Name = TargetVolume, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = order.ClaimName } }],
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

    private Container BuildContainer(WorkerOrder order) => new()
    {
        Name = Container,
        Image = options.Image,
        ImagePullPolicy = options.ImagePullPolicy,
        Args = ["worker"],
        // Diagnostics would want to write to the root file system.
        Env = [.. order.Variables, WorkerOrder.Variable("DOTNET_EnableDiagnostics", "0")],
        VolumeMounts = [new VolumeMount { Name = TargetVolume, MountPath = WorkerTask.MountPath, ReadOnly = order.ReadOnly }],
        Resources = ResourcesOf(order.Worker),
        SecurityContext = new SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new Capabilities { Drop = ["ALL"] },
        },
    };

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
