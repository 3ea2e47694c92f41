using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Retention.Scheduling;

/// <summary>A run that is to be started.</summary>
/// <param name="Trigger">Why.</param>
/// <param name="Cause">What exactly caused it: the time in the schedule, the annotation's value, the generation, the Job that ended.</param>
internal sealed record DueRun(RunTrigger Trigger, string Cause)
{
    public static DueRun ByTime(DateTimeOffset time) =>
        new(RunTrigger.Schedule, TimeConverter.Format(time));

    public static DueRun ByChange(long generation) => new(RunTrigger.Change, generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same cause gives the same run the same identity, in whichever operator: letters and digits that fit into a name.</summary>
    public string IdentityIn(RetentionPolicy policy) => ShortId.Of(policy.Metadata.Uid, Trigger.ToString(), Cause);
}
