using System.Globalization;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Workers;
using Janitor.Operator.Status;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Backups.Workers;

/// <summary>Has work on backups done in worker Jobs: all of it, so that the operator needs no way to their servers.</summary>
/// <param name="jobs">Starts them.</param>
/// <param name="secrets">Reads what they refer to, to say what is missing before a pod waits for it.</param>
/// <param name="pods">Workers' pods.</param>
/// <param name="client">Reads how far they have come.</param>
[GenericRbac(Resource = "pods/log", Verbs = RbacVerb.Get)]
internal sealed class BackupJobs(WorkerJobs jobs, SecretReader secrets, ObjectCache<Pod> pods, IKubernetesClient client)
{
    /// <summary>The annotation that carries kind and name of the object whose work it is: <c>Backup/nightly-20260301030000</c>.</summary>
    public const string OwnerAnnotation = "janitor.dev/work-of";

    private const string TaskLabel = "janitor.dev/task";
    private const string JobLabel = "job-name";

    /// <summary>How often it is asked how far one has come.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>The name of the Job that does a piece of work: the same for the same piece, in whichever operator.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="cause">What tells it from others of this kind.</param>
    public static string NameOf(IKubernetesObject owner, BackupTaskKind kind, string cause) =>
        WorkerJob.NameOf(owner, $"{char.ToLower(kind.ToString()[0], CultureInfo.InvariantCulture)}{ShortId.Of(owner.Metadata.Uid, kind.ToString(), cause)}");

    /// <summary>A schedule as workers are told of it.</summary>
    public static BackupSchedule Told(BackupSchedule schedule) =>
        new() { Metadata = new ObjectMeta { Name = schedule.Metadata.Name, Namespace = schedule.Namespace }, Spec = schedule.Spec };

    /// <summary>Sees whether the Secrets that a task needs are there.</summary>
    /// <exception cref="BlockedException">One is not, or lacks a key.</exception>
    public async Task RequireAsync(string @namespace, BackupTask task, CancellationToken cancellationToken)
    {
        foreach (var secret in BackupNeeds.Of(task).Secrets.Where(secret => !secret.IsOptional).GroupBy(secret => secret.Reference.Name, StringComparer.Ordinal))
        {
            var values = await secrets.ReadAsync(@namespace, secret.Key, cancellationToken);
            foreach (var needed in secret)
                values.Get(needed.Reference.Key);
        }
    }

    /// <summary>Starts one; the same is started once, however often it is asked for.</summary>
    /// <param name="owner">Whose work it is.</param>
    /// <param name="task">What is to be done.</param>
    /// <param name="worker">How the pod is made.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BlockedException">What it needs is not there, or not free.</exception>
    public async Task StartAsync(IKubernetesObject owner, BackupTask task, WorkerSpec? worker, CancellationToken cancellationToken)
    {
        var needs = BackupNeeds.Of(task);
        await RequireAsync(owner.Metadata.Namespace!, task, cancellationToken);
        var order = new WorkerOrder(
            task.Job, [.. needs.Claims.Select(claim => new WorkerClaim(claim.Key, $"{WorkerTask.MountPath}/{claim.Key}", claim.Value))], worker ?? new WorkerSpec())
        {
            Variables = [task.ToVariable(), .. needs.Secrets.Select(secret => WorkerOrder.Variable(secret.Variable, secret.Reference, secret.IsOptional))],
            Labels = new Dictionary<string, string> { [TaskLabel] = task.Kind.ToString() },
            Annotations = new Dictionary<string, string> { [OwnerAnnotation] = $"{owner.Kind}/{owner.Metadata.Name}" },
        };
        await jobs.StartAsync(owner, order, job => job.Metadata.Labels?.GetValueOrDefault(TaskLabel) == task.Kind.ToString(), cancellationToken);
    }

    /// <summary>Ends one, with its pods; nothing happens when it is gone.</summary>
    public Task EndAsync(string job, string @namespace, CancellationToken cancellationToken) => jobs.EndAsync(job, @namespace, cancellationToken);

    /// <summary>How one is going.</summary>
    public async Task<WorkerState<BackupResult>> LookAsync(string job, string @namespace, CancellationToken cancellationToken)
    {
        string? earlier = null;
        var state = await jobs.LookAsync(
            job,
            @namespace,
            pods =>
            {
                earlier = WorkerPods.EndOf(pods);
                return WorkerPods.MessagesOf(pods).Select(BackupResult.Unpack).FirstOrDefault(result => result?.Job == job);
            },
            cancellationToken);
        // What a second pod found wrong may be what the first has left.
        return state.Result is { IsSuccess: false } failed && earlier is not null
            ? state with { Result = failed with { Message = $"{failed.Message}; before it, {earlier}" } }
            : state;
    }

    /// <summary>Says of the object that waits for one which has not ended how that is going, and looks again soon.</summary>
    /// <param name="work">The look at the object.</param>
    /// <param name="job">The Job.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="hindrance">What keeps it from beginning; null when nothing does.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How far it has come, in words; null while that is not known.</returns>
    public async Task<string?> AttendAsync<TStatus>(StatusWork<TStatus> work, string job, string @namespace, string? hindrance, CancellationToken cancellationToken)
        where TStatus : IConditionedStatus
    {
        work.Wake(work.Now + LookInterval);
        if (hindrance is null)
        {
            work.Progress($"Job {job} goes on");
            return await ProgressAsync(job, @namespace, cancellationToken);
        }

        work.Hindrance = hindrance;
        work.Hinder(Reasons.WorkerWaiting, hindrance);
        return null;
    }

    private async Task<string?> ProgressAsync(string job, string @namespace, CancellationToken cancellationToken)
    {
        var pod = pods.All().FirstOrDefault(pod => pod.Metadata.Namespace == @namespace && pod.Metadata.Labels?.GetValueOrDefault(JobLabel) == job && pod.Status?.Phase == "Running");
        if (pod is null)
            return null;
        try
        {
            var line = (await client.GetTextAsync($"/api/v1/namespaces/{@namespace}/pods/{pod.Metadata.Name}/log?container={WorkerJob.Container}&tailLines=1", cancellationToken)).Trim();
            return line.StartsWith(BackupProcess.ProgressMark, StringComparison.Ordinal) ? line[BackupProcess.ProgressMark.Length..] : null;
        }
        catch (ApiException)
        {
            // The kubelet is away, or the container has just ended.
            return null;
        }
    }
}
