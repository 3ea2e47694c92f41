using System.Globalization;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Workers;

/// <summary>The Job in which work takes place.</summary>
/// <param name="options">How all of them are made.</param>
internal sealed class WorkerJob(WorkerOptions options)
{
    /// <summary>The label by which the operator knows its workers.</summary>
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedByLabel"/>.</summary>
    public const string ManagedBy = "janitor";

    /// <summary>The name of the pod's one container.</summary>
    public const string Container = "worker";

    /// <summary>How often the Job controller starts another pod, each time later, when one was killed; the worker itself ends well whatever came of the run.</summary>
    private const int MorePods = 3;

    private const int LongestOwnerPart = 40;

    /// <summary>The name of the Job that does a piece of an owner's work, at most 60 characters.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">Tells the piece from others of the owner: at most 16 letters and digits.</param>
    public static string NameOf(IKubernetesObject owner, string id)
    {
        var name = owner.Metadata.Name;
        return $"{(name.Length <= LongestOwnerPart ? name : name[..LongestOwnerPart].TrimEnd('-', '.'))}-{id}";
    }

    /// <summary>Makes the Job.</summary>
    /// <param name="owner">The policy, the quota, the backup.</param>
    /// <param name="order">What it asks for.</param>
    /// <param name="placement">Where the claims can be mounted.</param>
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
            Volumes = [.. order.Claims.Select((claim, index) => new Volume { Name = VolumeOf(index), PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = claim.Name } })],
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
        VolumeMounts = [.. order.Claims.Select((claim, index) => new VolumeMount { Name = VolumeOf(index), MountPath = claim.MountPath, ReadOnly = claim.ReadOnly })],
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

    /// <summary>Claims may have longer names, and dots in them.</summary>
    private static string VolumeOf(int index) => string.Create(CultureInfo.InvariantCulture, $"claim-{index}");

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
