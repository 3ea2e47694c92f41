using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Ledger;
using Janitor.Operator.Quotas.Workers;
using Janitor.Operator.Status;

namespace Janitor.Operator.Quotas;

/// <summary>Keeps quotas measured, and says how their tenants stand.</summary>
[EntityRbac(typeof(StorageQuota), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(StorageQuota), Verbs = RbacVerb.Get | RbacVerb.Patch, Status = true)]
internal sealed class StorageQuotaController(
    IKubernetesClient client, StatusDesk desk, QuotaMeasurements measurements, WorkerMeasurements workers, QuotaVerifications verifications, WriteDenials denials, Presence presence, QuotaNews news,
    LedgerLink ledger, TimeProvider time) : IEntityController<StorageQuota>
{
    /// <summary>A short measurement ends before the cache knows that it was started: so each is looked at once more.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>While a worker goes on, changes are watched; this is for those that no watch tells.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<StorageQuota>> ReconcileAsync(StorageQuota entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
            return await DeletedAsync(entity, cancellationToken);
        var work = new QuotaWork(entity, time.GetUtcNow());
        Measurement? ended = null;
        var result = await desk.LookAsync(entity, work, work.Changed, async () => ended = await LookAsync(work, cancellationToken), cancellationToken);
        if (ended is not null)
        {
            news.Measured(entity, work.Status, ended);
            measurements.End(entity);
        }

        return result;
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<StorageQuota>> DeletedAsync(StorageQuota entity, CancellationToken cancellationToken)
    {
        measurements.End(entity);
        verifications.End(entity);
        return Task.FromResult(ReconciliationResult<StorageQuota>.Success(entity));
    }

    /// <summary>Whether the spec can be worked on; if not, that is said.</summary>
    private static bool Accept(QuotaWork work)
    {
        var mistakes = QuotaValidator.Validate(work.Quota).Select(mistake => $"{mistake.Field}: {mistake.Message}").ToList();
        if (mistakes.Count > 0)
            work.Stall(Reasons.InvalidSpec, string.Join("\n", mistakes));
        return mistakes.Count == 0;
    }

    private async Task<Measurement?> LookAsync(QuotaWork work, CancellationToken cancellationToken)
    {
        if (!Accept(work))
            return null;
        presence.Require(work.Quota.Namespace, QuotaDependencies.SecretsOf(work.Quota), QuotaDependencies.ClaimOf(work.Quota));
        return await MeasureAsync(work, cancellationToken);
    }

    /// <summary>Starts what is due, and takes down what has ended, which is returned.</summary>
    private async Task<Measurement?> MeasureAsync(QuotaWork work, CancellationToken cancellationToken)
    {
        var isHere = measurements.Serves(work.Quota);
        var (goes, ended) = isHere ? await measurements.LookAsync(work.Quota) : await LookAtWorkerAsync(work, cancellationToken);
        if (ended is not null)
            work.Record(ended);
        await PrepareDenialAsync(work, cancellationToken);
        var agenda = QuotaAgenda.Of(work.Quota, work.Status, work.Now);
        if (agenda.IsDue && !goes && ended is null)
            await (isHere ? measurements.StartAsync(work.Quota, agenda.LastTime, cancellationToken) : StartWorkerAsync(work, agenda.LastTime, cancellationToken));
        work.Status.NextRunTime = agenda.NextTime;
        if (agenda.NextTime is { } next)
            work.Wake(next);
        await verifications.AttendAsync(work, cancellationToken);
        Conclude(work, agenda.NextTime);
        return ended;
    }

    /// <summary>How the measurement in a worker goes. One of an older spec is ended.</summary>
    private async Task<(bool Goes, Measurement? Ended)> LookAtWorkerAsync(QuotaWork work, CancellationToken cancellationToken)
    {
        if (work.Status.ActiveMeasurement is not { } active)
            return (false, null);
        if (active.Generation != work.Quota.Metadata.Generation)
        {
            await workers.EndAsync(work.Quota, active, cancellationToken);
            work.Status.ActiveMeasurement = null;
            return (false, null);
        }

        var (ended, hindrance) = await workers.LookAsync(work.Quota, active, cancellationToken);
        work.Hindrance = hindrance;
        if (ended is not null)
            work.Status.ActiveMeasurement = null;
        else
            work.Wake(work.Now + LookInterval);
        return (ended is null, ended);
    }

    private async Task StartWorkerAsync(QuotaWork work, DateTimeOffset? scheduleTime, CancellationToken cancellationToken)
    {
        var measurement = WorkerMeasurements.Of(work.Quota, scheduleTime, work.Now);
        await workers.StartAsync(work.Quota, measurement, cancellationToken);
        work.Status.ActiveMeasurement = measurement;
        work.Wake(work.Now + FirstLook);
    }

    /// <summary>
    /// Before a statement can come into a bucket's policy, the status says that there may be one, so that it is taken away whatever happens; once it is not asked for any
    /// more, it goes at once.
    /// </summary>
    private async Task PrepareDenialAsync(QuotaWork work, CancellationToken cancellationToken)
    {
        var isAsked = work.Quota.Spec.Enforcement == QuotaEnforcement.DenyWrites;
        if (isAsked && work.Status.Denied is null)
        {
            work.Status.Denied = new DeniedTenants();
            await client.ApplyStatusAsync(work.Changed()!, cancellationToken);
        }
        else if (!isAsked && work.Status.Denied is not null)
        {
            await denials.LiftAsync(work.Quota, cancellationToken);
            work.Status.Denied = null;
            work.Conditions.Remove(ConditionTypes.Enforced);
        }

        if (work.Quota.Spec.Enforcement == QuotaEnforcement.Report)
            work.Conditions.Remove(ConditionTypes.Enforced);
    }

    /// <summary>A ledger that is away does not make a quota unready: it is measured all the same.</summary>
    private void Conclude(QuotaWork work, DateTimeOffset? next)
    {
        var away = ledger.Problem is { } problem ? $"; without the ledger: {problem}" : string.Empty;
        if (work.Hindrance is { } hindrance)
            work.Hinder(Reasons.WorkerWaiting, hindrance);
        else if (work.Quota.Spec.Suspend)
            work.Conclude(Reasons.Suspended, $"accepted; suspended, so that nothing is measured{away}");
        else
            work.Conclude(Reasons.Succeeded, next is { } time ? $"accepted; the next measurement is due at {TimeConverter.Format(time)}{away}" : $"accepted{away}");
    }
}
