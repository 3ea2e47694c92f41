using Janitor.Api.Retention;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Retention.Runs;

/// <summary>Where runs take place: in a worker Job, or in the operator itself.</summary>
internal interface IRunPlace
{
    /// <summary>Starts a run; the same run is started once, however often it is asked for.</summary>
    /// <exception cref="BlockedException">What the run needs is not there, or not free.</exception>
    Task StartAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken);

    /// <summary>How a run that was started is going.</summary>
    Task<RunState> LookAsync(RetentionPolicy policy, ActiveRun run, CancellationToken cancellationToken);
}
