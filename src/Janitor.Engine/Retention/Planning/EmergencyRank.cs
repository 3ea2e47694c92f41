using System.Runtime.InteropServices;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Planning;

/// <summary>The order in which items go under pressure.</summary>
internal enum EmergencyGroup
{
    Orphan,
    FailedJob,
    Rest,
}

/// <summary>An item's place in the emergency order: orphans, then failed jobs' items, then the rest; in each the oldest first.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EmergencyRank(EmergencyGroup Group, long ModifiedAt)
{
    public static readonly IComparer<EmergencyRank> FirstFirst = Comparer<EmergencyRank>.Create(
        (a, b) => a.Group != b.Group ? a.Group.CompareTo(b.Group) : a.ModifiedAt.CompareTo(b.ModifiedAt));

    public static readonly IComparer<EmergencyRank> LastFirst = Comparer<EmergencyRank>.Create((a, b) => FirstFirst.Compare(b, a));

    public static EmergencyRank Of(in Item item, CapacityRule capacity, RetentionPlan plan) => new(GroupOf(item, capacity, plan), item.ModifiedAt);

    private static EmergencyGroup GroupOf(in Item item, CapacityRule capacity, RetentionPlan plan)
    {
        if (plan.Catalog is not { } catalog)
            return EmergencyGroup.Rest;
        var path = item.Path.Span;
        if (catalog.JobOf(path) is { } job && capacity.FailedStates.Contains(job.State))
            return EmergencyGroup.FailedJob;
        var oldEnough = item.ModifiedAt < UnixNanoseconds.Of(plan.Now - capacity.OrphanAge.Value);
        return oldEnough && catalog.IsOrphan(path) ? EmergencyGroup.Orphan : EmergencyGroup.Rest;
    }
}
