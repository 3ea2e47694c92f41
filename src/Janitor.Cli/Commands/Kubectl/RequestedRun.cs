using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>A run, or a preview, that was asked for by an annotation, from then to its end.</summary>
/// <param name="policy">The policy.</param>
/// <param name="annotation">The annotation: one of those of <see cref="RetentionPolicy"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestedRun(ClusterPolicy policy, string annotation, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>An operator at work takes up a request within a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>So many failures in a row of the connection are waited out; then they are the answer.</summary>
    private const int MostFailures = 20;

    private readonly RunTrigger _trigger = annotation == RetentionPolicy.PlanAtAnnotation ? RunTrigger.Plan : RunTrigger.Manual;
    private readonly string _what = annotation == RetentionPolicy.PlanAtAnnotation ? "preview" : "run";

    /// <summary>The annotation's value, by which the run is known: the moment, as exact as the clock is, so that it is new.</summary>
    private readonly string _cause = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private readonly long _asked = time.GetTimestamp();

    /// <summary>Where it stands, in words.</summary>
    public string State { get; private set; } = string.Empty;

    /// <summary>Is told each new <see cref="State"/>.</summary>
    public Action<string>? OnChange { get; set; }

    /// <summary>Asks for it.</summary>
    public Task AskAsync(CancellationToken cancellationToken) => policy.AnnotateAsync(annotation, _cause, cancellationToken);

    /// <summary>Waits until it has ended.</summary>
    /// <returns>The policy as it is then, and what its status says of the run.</returns>
    /// <exception cref="PluginException">It does not begin, or nothing is known of it any more.</exception>
    public async Task<(RetentionPolicy Policy, RunRecord Run)> WaitAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ; await Task.Delay(Interval, time, cancellationToken))
        {
            try
            {
                var current = await policy.ReadAsync(cancellationToken);
                if (Look(current) is { } ended)
                    return (current, ended);
                failures = 0;
            }
            catch (ApiException problem) when (problem.Code is 0 or >= 500 && failures++ < MostFailures)
            {
                Tell(problem.Message);
            }
        }
    }

    private RunRecord? Look(RetentionPolicy current)
    {
        var status = current.Status ?? new RetentionPolicyStatus();
        if (Records(status).FirstOrDefault(run => run.Trigger == _trigger && run.Cause == _cause) is { } ended)
            return ended;
        if (status.ActiveRun is { } active && active.Trigger == _trigger && active.Cause == _cause)
            Tell($"{current}: {Problem(current, "Ready") ?? Describe(active)}");
        else
            Tell($"{current}: {Wait(current, status)}");
        return null;
    }

    private static IEnumerable<RunRecord> Records(RetentionPolicyStatus status) =>
        ((RunRecord?[])[status.LastPlan, status.LastRun, .. status.History]).OfType<RunRecord>();

    /// <summary>What the run that has not begun waits for.</summary>
    private string Wait(RetentionPolicy current, RetentionPolicyStatus status)
    {
        if ((_trigger == RunTrigger.Plan ? status.LastHandledPlanAt : status.LastHandledRunAt) == _cause)
            throw new PluginException($"{current}: the {_what} has ended, and its result is not kept: a newer one came, or spec.history is too small");
        if (current.Metadata.Annotations?.GetValueOrDefault(annotation) != _cause)
            throw new PluginException($"{current}: somebody else asked for a {_what} before this one began, which takes its place");
        if (Problem(current, "Stalled") is { } mistake)
            throw new PluginException($"{current}: the {_what} cannot begin: {mistake}");
        if (Problem(current, "Ready") is { } hindrance)
            return $"the {_what} cannot begin yet: {hindrance}";
        if (status.ActiveRun is { } other)
            return $"waiting for the end of another run ({other.Trigger})";
        return time.GetElapsedTime(_asked) < Patience
            ? $"waiting for the operator to begin the {_what}"
            : $"no operator has taken up the {_what} yet; is one at work? kubectl get pods -A -l app.kubernetes.io/component=operator";
    }

    private string Describe(ActiveRun active)
    {
        var place = active.Job is null ? "in the operator" : $"in Job {active.Job}";
        return active.NotBefore is null
            ? $"the {_what} goes on {place}"
            : active.Attempt == 1 ? $"the {_what} is about to begin {place}" : $"the {_what} ended without a result, and will be tried again (attempt {active.Attempt})";
    }

    private void Tell(string state)
    {
        if (state == State)
            return;
        State = state;
        OnChange?.Invoke(state);
    }

    /// <summary>What a condition complains of, about the spec as it is; null when it does not.</summary>
    private static string? Problem(RetentionPolicy current, string type)
    {
        var bad = type == "Stalled" ? "True" : "False";
        return current.Status?.Conditions.FirstOrDefault(
            condition => condition.Type == type && condition.Status == bad && condition.ObservedGeneration == current.Metadata.Generation)?.Message;
    }
}
