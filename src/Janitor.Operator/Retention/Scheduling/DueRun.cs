using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Retention.Scheduling;

/// <summary>A run that is to be started.</summary>
/// <param name="Trigger">Why.</param>
/// <param name="Cause">What exactly caused it: the time in the schedule, the annotation's value, the generation, the Job that ended.</param>
internal sealed record DueRun(RunTrigger Trigger, string Cause)
{
    private const int IdentityLength = 10;

    public static DueRun ByTime(DateTimeOffset time) =>
        new(RunTrigger.Schedule, TimeConverter.Format(time));

    public static DueRun ByChange(long generation) => new(RunTrigger.Change, generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same cause gives the same run the same identity, in whichever operator: letters and digits that fit into a name.</summary>
    public string IdentityIn(RetentionPolicy policy)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{policy.Metadata.Uid}\0{Trigger}\0{Cause}"));
        return Convert.ToHexStringLower(hash)[..IdentityLength];
    }
}
