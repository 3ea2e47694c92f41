using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Operator.Retention;
using Janitor.Operator.Retention.Pressure;
using Janitor.Operator.Status;
using Janitor.TestBench;

namespace Janitor.Operator.Tests.Retention.Pressure;

public sealed class VolumePressureTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(96, 4, true, "AboveMark", "the volume is fuller than 95%, the mark of rule full")]
    [InlineData(95, 5, false, "BelowMark", "no mark is passed")]
    public void Tell_ShareOfACapacityRule_IsPassedOrNot(long used, long available, bool high, string reason, string message)
    {
        var work = Look(PolicyWithMark(), Usages(used, available));

        var condition = Assert.Single(work.Conditions.All);
        Assert.Equal((ConditionTypes.StoragePressure, high.ToString(), reason, message), (condition.Type, condition.Status, condition.Reason, condition.Message));
    }

    [Fact]
    public void Tell_LessFreeThanMinFree_IsPassed()
    {
        var policy = Policies.OfVolume(spec => spec.Limits = new Limits { MinFree = new Quantity(1000) });

        Assert.Equal("the volume has less than 1000 free, the mark of limits.minFree", VolumePressure.Of(policy, Usages(used: 10, available: 999))!.Message);
        Assert.False(VolumePressure.Of(policy, Usages(used: 10, available: 1000))!.IsHigh);
    }

    [Fact]
    public void Tell_NoMarks_SaysNothing() => Assert.Empty(Look(Policies.OfVolume(), Usages(100, 0)).Conditions.All);

    [Fact]
    public void Tell_UsageOfMinutesAgo_IsUnknown()
    {
        var usages = Usages(96, 4);
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("Unknown", Assert.Single(Look(PolicyWithMark(), usages).Conditions.All).Status);
    }

    [Fact]
    public void Tell_OperatorStartedAnew_LeavesWhatWasSaidUntilVolumesAreLookedAt()
    {
        var policy = PolicyWithMark();
        policy.Status = new RetentionPolicyStatus { Conditions = Look(policy, Usages(96, 4)).Conditions.All };

        Assert.Equal("True", Assert.Single(Look(policy, new VolumeUsages(areWatched: true, _time)).Conditions.All).Status);
        // Nobody would ever change it.
        Assert.Empty(Look(policy, new VolumeUsages(areWatched: false, _time)).Conditions.All);
    }

    [Fact]
    public void IsNewsTo_PolicyThatSaysItAlready_OnlyWhileAMarkIsPassed()
    {
        var policy = PolicyWithMark();
        Assert.True(VolumePressure.Of(policy, Usages(1, 99))!.IsNewsTo(policy));
        policy.Status = new RetentionPolicyStatus { Conditions = Look(policy, Usages(1, 99)).Conditions.All };

        Assert.False(VolumePressure.Of(policy, Usages(2, 98))!.IsNewsTo(policy));
        Assert.True(VolumePressure.Of(policy, Usages(96, 4))!.IsNewsTo(policy));
    }

    private static RetentionPolicy PolicyWithMark() => Policies.OfVolume(spec => spec.Rules =
    [
        new Rule { Name = "full", Capacity = new CapacityRule { Above = new Amount(null, new Percentage(95)), DownTo = new Amount(null, new Percentage(85)) } },
    ]);

    private PolicyWork Look(RetentionPolicy policy, VolumeUsages usages)
    {
        var work = new PolicyWork(policy, _time.GetUtcNow());
        VolumePressure.Tell(work, usages);
        return work;
    }

    private VolumeUsages Usages(long used, long available)
    {
        var usages = new VolumeUsages(areWatched: true, _time);
        usages.Set(new ObjectKey("media", "scratch"), new VolumeUsage(used, available, used + available, _time.GetUtcNow()));
        usages.MarkKnown();
        return usages;
    }
}
