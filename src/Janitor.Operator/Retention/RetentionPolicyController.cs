using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Dependencies;
using Janitor.Operator.Retention.Pressure;
using Janitor.Operator.Retention.Runs;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Status;

namespace Janitor.Operator.Retention;

/// <summary>Keeps policies: starts their runs when they are due, takes down what they did, and says how it stands.</summary>
[EntityRbac(typeof(RetentionPolicy), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(RetentionPolicy), Verbs = RbacVerb.Get | RbacVerb.Patch, Status = true)]
[EntityRbac(typeof(Job), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(Pod), typeof(PersistentVolumeClaim), typeof(Secret), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(Node), Verbs = RbacVerb.Get)]
internal sealed class RetentionPolicyController(
    IKubernetesClient client, StatusDesk desk, RunPlaces places, Presence presence, RunSignals signals, VolumeUsages volumes, RunNews news, TimeProvider time)
    : IEntityController<RetentionPolicy>
{
    /// <summary>A run that ended without a result is started again so often, later each time; then it counts as failed.</summary>
    private const int MostAttempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A short run ends before the cache knows that it was started, and what is told of its end is looked at too early: so each is looked at once more.
    /// </summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>While a run goes on, changes are watched; this is for those that no watch tells.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<RetentionPolicy>> ReconcileAsync(RetentionPolicy entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
            return await DeletedAsync(entity, cancellationToken);
        var work = new PolicyWork(entity, time.GetUtcNow());
        return await desk.LookAsync(entity, work, work.Changed, () => LookAsync(work, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<RetentionPolicy>> DeletedAsync(RetentionPolicy entity, CancellationToken cancellationToken)
    {
        places.End(entity);
        news.Forget(entity);
        return Task.FromResult(ReconciliationResult<RetentionPolicy>.Success(entity));
    }

    private async Task LookAsync(PolicyWork work, CancellationToken cancellationToken)
    {
        await CollectAsync(work, cancellationToken);
        VolumePressure.Tell(work, volumes);
        news.Looked(work);
        if (!Accept(work))
            return;
        presence.Require(work.Policy.Namespace, PolicyDependencies.SecretsOf(work.Policy), PolicyDependencies.ClaimOf(work.Policy));
        await StartAsync(work, cancellationToken);
    }

    /// <summary>Takes down how the run that was started is going, or went.</summary>
    private async Task CollectAsync(PolicyWork work, CancellationToken cancellationToken)
    {
        if (work.Status.ActiveRun is not { NotBefore: null } run)
            return;
        switch (await places.Of(run).LookAsync(work.Policy, run, cancellationToken))
        {
            case RunState.Going going:
                work.Hindrance = going.Hindrance;
                work.Wake(work.Now + LookInterval);
                break;
            case RunState.Ended ended:
                news.Ended(work.Policy, work.Record(ended.Summary, run));
                break;
            case RunState.Lost lost:
                news.Lost(work.Policy, run, lost);
                Retry(work, run, lost);
                break;
        }
    }

    private void Retry(PolicyWork work, ActiveRun run, RunState.Lost lost)
    {
        if (run.Attempt < MostAttempts)
        {
            work.Status.ActiveRun = run with { Attempt = run.Attempt + 1, NotBefore = work.Now + FirstDelay * (1 << (run.Attempt - 1)) };
            return;
        }

        var given = new RunSummary
        {
            StartedAt = run.StartedAt,
            FinishedAt = work.Now,
            DryRun = work.Policy.Spec.Mode == RunMode.DryRun,
            Outcome = nameof(Engine.Retention.Reports.RunOutcome.Failed),
            StopReason = lost.Reason,
            Message = $"given up after {MostAttempts} attempts: {lost.Message}",
        };
        news.Ended(work.Policy, work.Record(given, run));
    }

    /// <summary>Whether the spec can be worked on; if not, that is said.</summary>
    private static bool Accept(PolicyWork work)
    {
        var mistakes = PolicyValidator.Validate(work.Policy).Select(mistake => $"{mistake.Field}: {mistake.Message}").ToList();
        var target = mistakes.Count == 0 ? TargetWords.Tell(work.Policy.Spec.Target!) : null;
        if (target is not null && work.Status.Target is { } before && before != target)
            mistakes.Add($"spec.target: cannot be changed, and was {before}; make another policy for {target}");
        if (mistakes.Count > 0)
            work.Stall(Reasons.InvalidSpec, string.Join("\n", mistakes));
        else
            work.Status.Target = target;
        return mistakes.Count == 0;
    }

    /// <summary>Starts what is due.</summary>
    private async Task StartAsync(PolicyWork work, CancellationToken cancellationToken)
    {
        var (policy, status) = (work.Policy, work.Status);
        var agenda = RunAgenda.Of(policy, status, signals.Find(policy, status), work.Now);
        status.NextRunTime = agenda.NextTime;
        if (agenda.NextTime is { } next)
            work.Wake(next);

        if (status.ActiveRun is { NotBefore: null, IsPreview: false } && agenda.LastTime is not null)
        {
            status.SkippedRuns++;
            news.Skipped(policy, agenda.LastTime.Value);
        }
        else if (agenda.IsLate)
        {
            news.Missed(policy, agenda.LastTime!.Value);
        }

        if (status.ActiveRun is null && agenda.Due is { } due)
            status.ActiveRun = Begin(work, due);
        // A preview does not take the place of a run: what is due meanwhile waits for its end.
        if (status.ActiveRun is not { IsPreview: true })
            status.LastScheduleTime = agenda.LastTime ?? status.LastScheduleTime;
        if (status.ActiveRun is { NotBefore: { } from } run)
        {
            if (from > work.Now)
                work.Wake(from);
            else
                await StartAsync(work, run, cancellationToken);
        }

        Conclude(work);
    }

    private ActiveRun Begin(PolicyWork work, DueRun due)
    {
        if (due.Trigger == RunTrigger.Manual)
            work.Status.LastHandledRunAt = due.Cause;
        else if (due.Trigger == RunTrigger.Plan)
            work.Status.LastHandledPlanAt = due.Cause;
        var run = new ActiveRun
        {
            Id = due.IdentityIn(work.Policy),
            Trigger = due.Trigger,
            Cause = due.Cause,
            Generation = work.Policy.Metadata.Generation,
            NotBefore = work.Now,
        };
        return places.For(work.Policy, run);
    }

    /// <summary>First says that a run is about to start, then starts it, then says that it was: an operator that ends in between does not start another.</summary>
    private async Task StartAsync(PolicyWork work, ActiveRun run, CancellationToken cancellationToken)
    {
        work.Progress("a run is being started");
        if (work.Changed() is { } pending)
            await client.ApplyStatusAsync(pending, cancellationToken);
        var started = run with { NotBefore = null, StartedAt = work.Now, Generation = work.Policy.Metadata.Generation };
        await places.Of(run).StartAsync(work.Policy, places.For(work.Policy, started), cancellationToken);
        work.Status.ActiveRun = places.For(work.Policy, started);
        work.Wake(work.Now + FirstLook);
        news.Started(work.Policy, started);
    }

    private static void Conclude(PolicyWork work)
    {
        if (work.Hindrance is { } hindrance)
            work.Hinder(Reasons.WorkerWaiting, hindrance);
        else if (work.Policy.Spec.Suspend)
            work.Conclude(Reasons.Suspended, "accepted; suspended, so that only the annotation janitor.dev/run-at starts a run");
        else if (work.Status.NextRunTime is { } next)
            work.Conclude(Reasons.Succeeded, $"accepted; the next run is due at {TimeConverter.Format(next)}");
        else
            work.Conclude(Reasons.Succeeded, "accepted");
    }
}
