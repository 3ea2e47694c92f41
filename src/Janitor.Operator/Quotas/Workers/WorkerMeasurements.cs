using System.Globalization;
using System.Text.Json;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Api.Workers;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Retention.Workers;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Quotas.Workers;

/// <summary>Measures claims that are not mounted into the operator, in worker Jobs on the node that has them mounted, which also remove what the quota asks for.</summary>
/// <param name="jobs">Starts them.</param>
/// <param name="secrets">Reads what they refer to, to say what is missing before a pod waits for it.</param>
internal sealed class WorkerMeasurements(WorkerJobs jobs, SecretReader secrets)
{
    /// <summary>The annotation that carries the quota's name.</summary>
    public const string QuotaAnnotation = "janitor.dev/quota";

    private const string Label = "janitor.dev/measurement";

    /// <summary>The measurement that is due, with the Job that it takes place in: the same one in whichever operator.</summary>
    public static ActiveMeasurement Of(StorageQuota quota, DateTimeOffset? scheduleTime, DateTimeOffset now) => new()
    {
        Job = WorkerJob.NameOf(quota, $"m{IdOf(quota, scheduleTime)}"),
        Generation = quota.Metadata.Generation,
        ScheduleTime = scheduleTime,
        StartedAt = now,
    };

    /// <summary>Starts one; the same is started once, however often it is asked for.</summary>
    /// <exception cref="BlockedException">What it needs is not there, or not free.</exception>
    public async Task StartAsync(StorageQuota quota, ActiveMeasurement measurement, CancellationToken cancellationToken)
    {
        if (quota.Spec.Tenants.Postgres?.ConnectionSecretRef is { } connection)
            (await secrets.ReadAsync(quota.Namespace, connection.Name, cancellationToken)).Get(connection.Key);
        await jobs.StartAsync(quota, OrderOf(quota, measurement), _ => true, cancellationToken);
    }

    /// <summary>How one is going.</summary>
    /// <returns>Its result, one that says that there is none, or null while it goes on; and what keeps it from beginning.</returns>
    public async Task<(Measurement? Ended, string? Hindrance)> LookAsync(StorageQuota quota, ActiveMeasurement active, CancellationToken cancellationToken)
    {
        var measurement = new Measurement(active.ScheduleTime, active.Generation, active.StartedAt);
        var due = active.ScheduleTime is { } scheduled ? DueRun.ByTime(scheduled) : DueRun.ByChange(active.Generation);
        var state = await jobs.LookAsync(
            active.Job, quota.Namespace, pods => WorkerPods.MessagesOf(pods).Select(MeasuredVolume.Unpack).FirstOrDefault(found => found?.Job == active.Job), cancellationToken);
        return state switch
        {
            { Result: { } found } => (measurement with
            {
                Assessment = found.ToAssessment(),
                Eviction = found.Eviction is null ? null : found.Eviction with { Trigger = due.Trigger, Cause = due.Cause, Generation = active.Generation },
                Problem = found.Problem,
            }, null),
            { Lost: { } message } => (measurement with { Problem = message }, null),
            { Hindrance: var hindrance } => (null, hindrance),
        };
    }

    /// <summary>Ends one whose spec is no longer the quota's: it may be removing what shall stay now.</summary>
    public Task EndAsync(StorageQuota quota, ActiveMeasurement active, CancellationToken cancellationToken) => jobs.EndAsync(active.Job, quota.Namespace, cancellationToken);

    private static WorkerOrder OrderOf(StorageQuota quota, ActiveMeasurement measurement)
    {
        var variables = new List<EnvVar> { TaskOf(quota, measurement) };
        if (quota.Spec.Tenants.Postgres?.ConnectionSecretRef is { } connection)
            variables.Add(WorkerOrder.Variable(MeasuringTask.ConnectionVariable, connection));
        // One that removes nothing cannot, whatever it does.
        var isReader = quota.Spec is not { Enforcement: QuotaEnforcement.EvictOldest, Evict.Mode: RunMode.Enforce };
        return new WorkerOrder(measurement.Job, [new WorkerClaim(quota.Spec.Target!.Volume!.ClaimName, WorkerTask.MountPath, isReader)], quota.Spec.Worker ?? new WorkerSpec())
        {
            Variables = variables,
            Labels = new Dictionary<string, string> { [Label] = measurement.Job },
            Annotations = new Dictionary<string, string> { [QuotaAnnotation] = quota.Metadata.Name },
        };
    }

    private static EnvVar TaskOf(StorageQuota quota, ActiveMeasurement measurement)
    {
        var told = new StorageQuota { Metadata = new() { Name = quota.Metadata.Name, Namespace = quota.Namespace }, Spec = quota.Spec };
        return WorkerOrder.Task(
            MeasuringTask.Variable, JsonSerializer.Serialize(new MeasuringTask { Quota = told, Job = measurement.Job }, MeasuringJson.Default.MeasuringTask), "write fewer overrides");
    }

    private static string IdOf(StorageQuota quota, DateTimeOffset? scheduleTime) =>
        ShortId.Of(quota.Metadata.Uid, quota.Metadata.Generation.ToString(CultureInfo.InvariantCulture), scheduleTime?.ToString("O", CultureInfo.InvariantCulture));
}
