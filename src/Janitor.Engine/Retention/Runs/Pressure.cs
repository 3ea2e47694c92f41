using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>The capacity rules of a policy, and what they choose.</summary>
internal static class Pressure
{
    /// <summary>The name that <c>limits.minFree</c> goes by in reports.</summary>
    public const string MinFreeRule = "minFree";

    /// <summary>A watermark for each capacity rule that may start, and for <c>minFree</c>, whose index follows the rules'.</summary>
    public static IReadOnlyList<Watermark> Watermarks(RetentionPolicySpec spec, RetentionPlan plan, VolumeSpace? space)
    {
        var watermarks = new List<Watermark>();
        for (var i = 0; i < plan.Rules.Count; i++)
        {
            var rule = plan.Rules[i];
            if (rule.Capacity is not { } capacity)
                continue;
            var measured = capacity.Above.Share is null ? null : space;
            var watermark = new Watermark(i, rule.Action, capacity, rule.Condition, measured, spec.Limits.MaxDeletions);
            if (watermark.MayStart)
                watermarks.Add(watermark);
        }

        if (spec.Limits.MinFree is { } minFree && space is { } volume && volume.FreeBytes < minFree.Value)
        {
            // "Less free than" in the terms of a capacity rule: more used than.
            var mark = new Amount(new Quantity(Math.Max(0, volume.TotalBytes - minFree.Value)), null);
            var capacity = new CapacityRule { Above = mark, DownTo = mark };
            watermarks.Add(new Watermark(plan.Rules.Count, ItemAction.Delete, capacity, null, volume, spec.Limits.MaxDeletions));
        }

        return watermarks;
    }

    /// <summary>What goes, in order.</summary>
    public static IReadOnlyList<(Watermark Watermark, EmergencyCandidate Candidate)> Settle(
        IReadOnlyList<Watermark> watermarks, RetentionPlan plan, FolderLedger folders)
    {
        var chosen = new HashSet<byte[]>(PathComparer.Instance);
        var lookup = chosen.GetAlternateLookup<ReadOnlySpan<byte>>();
        var settled = new List<(Watermark, EmergencyCandidate)>();
        foreach (var watermark in watermarks)
        {
            var own = watermark.Settle(
                item => plan.JudgesFolders && plan.Judge(item, null, folders).Kind == JudgementKind.InFolder,
                item => lookup.Contains(item.Path.Span));
            foreach (var candidate in own)
            {
                lookup.Add(candidate.Item.Path.Span);
                settled.Add((watermark, candidate));
            }
        }

        return settled;
    }
}
