using Janitor.Api;
using Janitor.Api.Retention;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>The marks above which a policy's volume is under pressure.</summary>
internal static class PressureMarks
{
    /// <summary>Whether a policy has any: a capacity rule in percent, or <c>limits.minFree</c>.</summary>
    public static bool AreIn(RetentionPolicy policy) =>
        policy.Spec.Target?.Volume is not null && (policy.Spec.Limits.MinFree is not null || SharesOf(policy).Any());

    /// <summary>The mark that is passed, in words; null when none is.</summary>
    public static string? Passed(RetentionPolicy policy, VolumeUsage usage)
    {
        foreach (var (rule, share) in SharesOf(policy))
        {
            if (usage.Share.Value > share.Value)
                return $"the volume is fuller than {share}, the mark of rule {rule}";
        }

        return policy.Spec.Limits.MinFree is { } free && usage.AvailableBytes < free.Value ? $"the volume has less than {free} free, the mark of limits.minFree" : null;
    }

    private static IEnumerable<(string Rule, Percentage Share)> SharesOf(RetentionPolicy policy) => policy.Spec.Rules
        .Where(rule => rule.Capacity?.Above.Share is not null).Select(rule => (rule.Name, rule.Capacity!.Above.Share!.Value));
}
