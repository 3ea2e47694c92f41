using Janitor.Api.Retention;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Retention.Runs;

/// <summary>Which runs take place where.</summary>
/// <param name="targets">Knows what can be reached from the operator.</param>
/// <param name="inOperator">Runs in the operator.</param>
/// <param name="inWorkers">Runs in worker Jobs.</param>
internal sealed class RunPlaces(RunTargets targets, OperatorRuns inOperator, WorkerRuns inWorkers)
{
    /// <summary>The run, with the Job that it is to take place in, or none.</summary>
    public ActiveRun For(RetentionPolicy policy, ActiveRun run) =>
        run with { Job = targets.Has(policy) ? null : RunJob.NameOf(policy, run) };

    /// <summary>Where a run takes place.</summary>
    public IRunPlace Of(ActiveRun run) => run.Job is null ? inOperator : inWorkers;

    /// <summary>Ends whatever goes on for a policy that is gone; its Jobs, which it owns, are ended by the garbage collector.</summary>
    public void End(RetentionPolicy policy) => inOperator.End(policy);
}
