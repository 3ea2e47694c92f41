using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Ledger;
using Janitor.Operator.Status;

namespace Janitor.Operator.Quotas;

/// <summary>Takes back what a quota has left outside the cluster, before it goes: its statement in the bucket's policy, and its books in the ledger.</summary>
[EntityRbac(typeof(StorageQuota), Verbs = RbacVerb.Patch)]
internal sealed class QuotaFinalizer(QuotaMeasurements measurements, QuotaVerifications verifications, WriteDenials denials, LedgerLink ledger, IEventRecorder events, TimeProvider time) : IEntityFinalizer<StorageQuota>
{
    /// <summary>The finalizer as quotas carry it.</summary>
    public const string Id = "janitor.dev/quota";

    /// <summary>
    /// How long it is tried. A namespace that goes takes the Secret with the credentials along, perhaps before the quota, and must not wait for ever for what cannot be done.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public bool IsNeeded(StorageQuota entity) => entity.Spec.Enforcement == QuotaEnforcement.DenyWrites || entity.Status?.Denied is not null || ledger.IsUsed;

    /// <inheritdoc/>
    public async Task<ReconciliationResult<StorageQuota>> FinalizeAsync(StorageQuota entity, CancellationToken cancellationToken)
    {
        measurements.End(entity);
        verifications.End(entity);
        try
        {
            if (entity.Status?.Denied is not null)
                await denials.LiftAsync(entity, cancellationToken);
            if (ledger.IsUsed)
                await ledger.UseAsync(opened => opened.Collections.ForgetAsync(entity.ToString(), cancellationToken), cancellationToken);
        }
        catch (Exception problem) when (problem is BlockedException or ApiException or LedgerException)
        {
            if (time.GetUtcNow() - entity.Metadata.DeletionTimestamp < Patience)
                return ReconciliationResult<StorageQuota>.Failure(entity, problem.Message);
            events.Record(entity, EventType.Warning, Reasons.LeftBehind, "Delete", $"deleted all the same: {problem.Message}");
        }

        return ReconciliationResult<StorageQuota>.Success(entity);
    }
}
