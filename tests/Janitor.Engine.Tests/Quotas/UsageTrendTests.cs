using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Tests.Quotas;

public sealed class UsageTrendTests
{
    private static readonly DateOnly Today = new(2026, 3, 30);

    [Fact]
    public void FullAt_GrowsBySoMuchADay_IsReachedWhenTheRestIsUsedUp() =>
        Assert.Equal(Today.AddDays(5), UsageTrend.FullAt([Day(-2, 100), Day(-1, 10), Day(0, 10)], 120, 170, Today));

    [Fact]
    public void FullAt_WhatWasFreed_IsTakenOff() =>
        Assert.Equal(Today.AddDays(10), UsageTrend.FullAt([Day(-2, 100), Day(-1, 30, 20), Day(0, 60, 50)], 120, 220, Today));

    [Fact]
    public void FullAt_DaysWithoutChanges_EndedAsTheyBegan() =>
        Assert.Null(UsageTrend.FullAt([Day(-20, 100), Day(-19, 0, 0), Day(-18, 0, 0)], 100, 1000, Today));

    [Fact]
    public void FullAt_TwoDays_TellNothing() => Assert.Null(UsageTrend.FullAt([Day(-1, 100), Day(0, 100)], 200, 300, Today));

    [Fact]
    public void FullAt_AboveTheLimit_IsToday() => Assert.Equal(Today, UsageTrend.FullAt([Day(-2, 100), Day(-1, 10), Day(0, 10)], 120, 50, Today));

    private static UsageDay Day(int offset, long stored, long freed = 0) => new(Today.AddDays(offset), stored, 1, freed, 0, 1);
}
