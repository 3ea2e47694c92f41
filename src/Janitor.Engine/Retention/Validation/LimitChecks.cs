using System.Globalization;
using Janitor.Api.Retention;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention.Validation;

internal static class LimitChecks
{
    public static void Check(RetentionPolicySpec spec, FieldErrors errors)
    {
        var limits = spec.Limits;
        CheckRange(limits.MaxDeletions, 1_000_000_000, "maxDeletions", errors);
        if (limits.MinFree is { } minFree)
        {
            errors.Require(spec.Target?.Bucket is null, "spec.limits.minFree", "is for volumes only: a bucket has no free space; remove it");
            errors.Require(minFree.Value > 0, "spec.limits.minFree", "must be more than 0; write a size such as 1Gi");
        }

        CheckRange(limits.BatchSize, 1000, "batchSize", errors);
        CheckRange(limits.Concurrency ?? 1, 256, "concurrency", errors);
        CheckRange(limits.PerSecond ?? 1, 1_000_000, "perSecond", errors);
        errors.Require(
            !spec.RemoveEmptyDirectories || spec.Target?.Bucket is null,
            "spec.removeEmptyDirectories",
            "is for volumes only: a bucket has no directories; remove it");
    }

    private static void CheckRange(long value, long most, string name, FieldErrors errors) => errors.Require(
        value >= 1 && value <= most,
        $"spec.limits.{name}",
        string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; write a number from 1 to {most}"));
}
