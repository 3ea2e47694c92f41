using Janitor.Api.Retention;
using Janitor.Operator.Status;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>What is known of the pressure on a policy's volume: its condition <c>StoragePressure</c>. The message has no numbers, which would change all the time.</summary>
/// <param name="IsHigh">Whether a mark is passed; null when that is not known.</param>
/// <param name="Reason">Why, one of <see cref="Reasons"/>.</param>
/// <param name="Message">Why, in words.</param>
internal sealed record VolumePressure(bool? IsHigh, string Reason, string Message)
{
    private static readonly VolumePressure Low = new(false, Reasons.BelowMark, "no mark is passed");

    private static readonly VolumePressure Unknown = new(
        null, Reasons.NotMeasured, "no kubelet tells how full the volume is: either no pod has the claim mounted, or its driver does not report it");

    /// <summary>How it is about a policy's volume; null when the policy has no mark, or the volumes have not been looked at.</summary>
    public static VolumePressure? Of(RetentionPolicy policy, VolumeUsages usages)
    {
        if (!PressureMarks.AreIn(policy) || !usages.AreKnown)
            return null;
        if (usages.Find(policy) is not { } usage)
            return Unknown;
        return PressureMarks.Passed(policy, usage) is { } mark ? new VolumePressure(true, Reasons.AboveMark, mark) : Low;
    }

    /// <summary>Says it in a policy's conditions. What was said is left while the volumes are yet to be looked at.</summary>
    public static void Tell(PolicyWork work, VolumeUsages usages)
    {
        if (Of(work.Policy, usages) is { } pressure)
            work.Conditions.Set(ConditionTypes.StoragePressure, pressure.IsHigh, pressure.Reason, pressure.Message);
        else if (!usages.AreWatched || usages.AreKnown)
            work.Conditions.Remove(ConditionTypes.StoragePressure);
    }

    /// <summary>Whether the policy has to be looked at: a mark is passed, or its status says something else.</summary>
    public bool IsNewsTo(RetentionPolicy policy) =>
        IsHigh == true || policy.Status?.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.StoragePressure)?.Reason != Reason;
}
