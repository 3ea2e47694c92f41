using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;

namespace Janitor.Engine.Tests.Backups;

public sealed class BackupExpiryTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = At("2026-04-01T00:00Z");
    private static readonly ResticReference Restic = ResticReference.Read();

    /// <summary>Backups, good and bad, within four years, often in the same hour or moment, with any rules.</summary>
    private static readonly Gen<(BackupRetention? Retention, (DateTimeOffset Time, bool IsGood)[] Backups)> Cases =
        from last in Count
        from hourly in Count
        from daily in Count
        from weekly in Count
        from monthly in Count
        from yearly in Count
        from days in Gen.Frequency((2, Gen.Constant(-1)), (1, Gen.Choose(0, 500)))
        from none in Gen.Frequency((1, Gen.Constant(true)), (9, Gen.Constant(false)))
        from backups in (from minutes in Gen.OneOf(Gen.Choose(0, 300), Gen.Choose(0, 20_000), Gen.Choose(0, 2_000_000))
                         from good in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
                         select (Now.AddMinutes(-minutes), good)).ArrayOf()
        select (none ? null : Rules(last, hourly, daily, weekly, monthly, yearly, days < 0 ? null : new Duration(TimeSpan.FromDays(days))), backups);

    private static Gen<int?> Count => Gen.Frequency((2, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 6).Select(count => (int?)count)));

    [Fact]
    public void Judge_400DaysOfSnapshots_KeepsWhatResticKeeps()
    {
        var backups = Restic.Snapshots.Select(snapshot => (snapshot.Time, true)).ToList();

        Assert.Equal(517, backups.Count);
        Assert.Equal(16, Restic.Policies.Count);
        Assert.All(Restic.Policies.Keys, policy =>
        {
            var verdicts = BackupExpiry.Judge(Restic.RetentionOf(policy), backups, TimeZoneInfo.Utc, ResticReference.Now);

            Assert.Equal(Restic.KeptBy(policy), backups.Zip(verdicts).Where(pair => pair.Second.Kept).Select(pair => pair.First.Time));
        });
    }

    [Theory]
    [InlineData("last 2", "last 2|last 2|-|-|-|-|-|-")]
    [InlineData("last 0", "the newest good one|-|-|-|-|-|-|-")]
    [InlineData("hourly 2", "hour 2026-03-02 10:00|hour 2026-03-02 09:00|-|-|-|-|-|-")]
    [InlineData("hourly 3", "hour 2026-03-02 10:00|hour 2026-03-02 09:00|-|hour 2026-03-01 09:00|-|-|-|-")]
    [InlineData("daily 3", "day 2026-03-02|-|-|day 2026-03-01|day 2026-02-28|-|-|-")]
    [InlineData("weekly 2", "week 2026-W10|-|-|week 2026-W09|-|-|-|-")]
    [InlineData("weekly 4", "week 2026-W10|-|-|week 2026-W09|-|week 2026-W01|-|the oldest there is, while keepWeekly is not full")]
    [InlineData("monthly 3", "month 2026-03|-|-|-|month 2026-02|month 2026-01|-|-")]
    [InlineData("monthly 4", "month 2026-03|-|-|-|month 2026-02|month 2026-01|month 2025-12|-")]
    [InlineData("yearly 2", "year 2026|-|-|-|-|-|year 2025|-")]
    [InlineData("yearly 9", "year 2026|-|-|-|-|-|year 2025|the oldest there is, while keepYearly is not full")]
    [InlineData("monthly 9 yearly 9", "month 2026-03, year 2026|-|-|-|month 2026-02|month 2026-01|month 2025-12, year 2025|the oldest there is, while keepMonthly, keepYearly are not full")]
    [InlineData("last 1 daily 2", "last 1, day 2026-03-02|-|-|day 2026-03-01|-|-|-|-")]
    public void Judge_Rule_KeepsTheNewestOfEach(string rules, string expected) => Assert.Equal(
        expected.Split('|'),
        Verdicts(Parse(rules), TimeZoneInfo.Utc, "2026-03-02T10:30Z", "2026-03-02T09:59Z", "2026-03-02T09:00Z", "2026-03-01T09:00Z", "2026-02-28T23:59Z", "2026-01-01T00:00Z", "2025-12-30T00:00Z", "2025-12-29T00:00Z"));

    [Theory]
    // 2026 begins on a Thursday: 29 December 2025 is in its first week. It has 53, the last of which goes on to 3 January 2027.
    [InlineData("2027-01-04T00:00Z", "week 2027-W01")]
    [InlineData("2027-01-03T23:59Z", "week 2026-W53")]
    [InlineData("2026-12-28T00:00Z", "week 2026-W53")]
    [InlineData("2026-12-27T23:59Z", "week 2026-W52")]
    [InlineData("2025-12-29T00:00Z", "week 2026-W01")]
    [InlineData("2025-12-28T23:59Z", "week 2025-W52")]
    public void Judge_WeeksAtTheEndOfAYear_AreThoseOfIso8601(string time, string expected) =>
        Assert.Equal([expected], Verdicts(Parse("weekly 1"), TimeZoneInfo.Utc, time));

    [Fact]
    public void Judge_WeekOverTheEndOfAYear_IsOneWeek() => Assert.Equal(
        ["week 2026-W53", "-", "week 2026-W52", "-"],
        Verdicts(Parse("weekly 2"), TimeZoneInfo.Utc, "2027-01-03T12:00Z", "2026-12-28T12:00Z", "2026-12-27T12:00Z", "2026-12-26T12:00Z"));

    [Theory]
    [InlineData("daily 9", "day 2026-01-01|day 2025-12-31")]
    [InlineData("monthly 9", "month 2026-01|month 2025-12")]
    [InlineData("yearly 9", "year 2026|year 2025")]
    [InlineData("weekly 9", "week 2026-W01|the oldest there is, while keepWeekly is not full")]
    public void Judge_TimeZone_DecidesWhereDaysBegin(string rules, string expected) =>
        Assert.Equal(expected.Split('|'), Verdicts(Parse(rules), Berlin, "2025-12-31T23:00Z", "2025-12-31T22:59Z"));

    [Theory]
    // On 29 March 2026 02:00 is followed by 03:00, at 01:00 UTC: the day has 23 hours.
    [InlineData("daily 9", "2026-03-29T21:59Z 2026-03-28T23:00Z 2026-03-28T22:59Z", "day 2026-03-29|-|day 2026-03-28")]
    [InlineData("hourly 9", "2026-03-29T01:00Z 2026-03-29T00:59Z 2026-03-29T00:00Z 2026-03-28T23:59Z", "hour 2026-03-29 03:00|hour 2026-03-29 01:00|-|hour 2026-03-29 00:00")]
    // On 25 October 2026 the hour from 02:00 comes twice, from 00:00 and 01:00 UTC: the day has 25, and that is one.
    [InlineData("daily 9", "2026-10-25T22:59Z 2026-10-24T22:00Z 2026-10-24T21:59Z", "day 2026-10-25|-|day 2026-10-24")]
    [InlineData("hourly 9", "2026-10-25T02:00Z 2026-10-25T01:59Z 2026-10-25T00:00Z 2026-10-24T23:59Z", "hour 2026-10-25 03:00|hour 2026-10-25 02:00|-|hour 2026-10-25 01:00")]
    public void Judge_ClocksChange_HoursAndDaysAreLocal(string rules, string times, string expected) =>
        Assert.Equal(expected.Split('|'), Verdicts(Parse(rules), Berlin, times.Split(' ')));

    [Theory]
    [InlineData("maxAge 1d", "not older than 1d|-|-")]
    [InlineData("maxAge 1y", "not older than 365d|not older than 365d|-")]
    [InlineData("last 9 maxAge 1d", "last 9|-|-")]
    [InlineData("yearly 9 maxAge 1y", "year 2026|year 2025|-")]
    [InlineData("monthly 2 maxAge 1y", "month 2026-03|month 2025-04|-")]
    [InlineData("last 0 maxAge 0s", "the newest good one|-|-")]
    [InlineData("maxAge 1h", "the newest good one|-|-")]
    [InlineData("last 1 maxAge 1h", "the newest good one|-|-")]
    public void Judge_MaxAge_GoesBeforeTheOtherRules(string rules, string expected) =>
        Assert.Equal(expected.Split('|'), Verdicts(Parse(rules), TimeZoneInfo.Utc, "2026-03-31T00:00Z", "2025-04-01T00:00Z", "2025-03-31T23:59Z"));

    [Fact]
    public void Judge_OldestIsTooOld_OldestOfTheRestCountsAsTheOldest() => Assert.Equal(
        ["year 2026", "-", "the oldest there is, while keepYearly is not full", "-"],
        Verdicts(Parse("yearly 2 maxAge 60d"), TimeZoneInfo.Utc, "2026-03-31T00:00Z", "2026-03-30T00:00Z", "2026-03-29T00:00Z", "2026-01-01T00:00Z"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Judge_NoRule_KeepsAll(bool absent) =>
        Assert.Equal(["all are kept", "all are kept"], Verdicts(absent ? null : new BackupRetention(), TimeZoneInfo.Utc, "2026-03-31T00:00Z", "1999-03-31T00:00Z"));

    [Fact]
    public void Judge_NotGood_NeitherCountsNorExpires()
    {
        var verdicts = BackupExpiry.Judge(
            Parse("last 1 daily 1"),
            [(At("2026-03-04T01:00Z"), false), (At("2026-03-03T01:00Z"), true), (At("2026-03-02T01:00Z"), true), (At("2026-03-01T01:00Z"), false)],
            TimeZoneInfo.Utc,
            Now);

        Assert.Equal(["not good", "last 1, day 2026-03-03", "goes: no rule keeps it", "not good"], verdicts.Select(verdict => verdict.ToString()));
        Assert.Equal([(false, false), (true, false), (false, true), (false, false)], verdicts.Select(verdict => (verdict.Kept, verdict.Expires)));
    }

    [Fact]
    public void Judge_Expired_SaysWhy() => Assert.Equal(
        ["last 1", "goes: no rule keeps it", "goes: older than 2d"],
        BackupExpiry.Judge(Parse("last 1 maxAge 2d"), [(Now, true), (Now.AddDays(-2), true), (Now.AddDays(-2).AddTicks(-1), true)], TimeZoneInfo.Utc, Now).Select(verdict => verdict.ToString()));

    [Fact]
    public void Judge_SameMoment_FirstGivenCountsAsTheNewest() => Assert.Equal(
        ["last 1, day 2026-03-04", "-", "-"],
        Verdicts(Parse("last 1 daily 1"), TimeZoneInfo.Utc, "2026-03-04T01:00Z", "2026-03-04T01:00Z", "2026-03-04T02:00+01:00"));

    [Fact]
    public void Judge_Nothing_IsNothing() => Assert.Empty(BackupExpiry.Judge(Parse("last 1"), [], TimeZoneInfo.Utc, Now));

    [Fact]
    public void Judge_AnyRules_NewestGoodIsKeptAndNotGoodDoNotExpire() => Hold((retention, backups, verdicts) =>
    {
        var good = backups.Zip(verdicts).Where(pair => pair.First.IsGood).ToList();
        return (good.Count == 0 || good.MaxBy(pair => pair.First.Time).Second.Kept)
            && backups.Zip(verdicts).All(pair => pair.First.IsGood == pair.Second.IsGood && (pair.First.IsGood || pair.Second is { Kept: false, Expires: false }))
            && verdicts.All(verdict => verdict.Reasons.Count > 0);
    });

    [Fact]
    public void Judge_AnyRules_NoMoreAreKeptThanTheCountsTogether() => Hold((retention, backups, verdicts) =>
        retention is null || retention.Counts().All(rule => rule.Count is null) || verdicts.Count(verdict => verdict.Kept) <= Math.Max(1, retention.Counts().Sum(rule => rule.Count ?? 0)));

    [Fact]
    public void Judge_AnyRules_WhatIsTooOldGoesExceptTheNewestGoodOne() => Hold((retention, backups, verdicts) =>
        retention?.MaxAge is not { } age || backups.Zip(verdicts).Count(pair => pair.Second.Kept && Now - pair.First.Time > age.Value) <= (verdicts.Count(verdict => verdict.Kept) == 1 ? 1 : 0));

    [Fact]
    public void Judge_OneThatIsNotGoodMore_ChangesNothing() => Hold((retention, backups, verdicts) =>
        Enumerable.Range(0, backups.Length + 1).All(place => Judge(retention, [.. backups[..place], (Now.AddDays(-place), false), .. backups[place..]])
            .Where((_, i) => i != place).Select(Told).SequenceEqual(verdicts.Select(Told))));

    [Fact]
    public void Judge_OnlyWhatWasKept_KeepsAllOfIt() => Hold((retention, backups, verdicts) =>
        Judge(retention, [.. backups.Where((_, i) => verdicts[i].Kept)]).All(verdict => verdict.Kept));

    [Fact]
    public void Judge_InAnyOrder_KeepsTheSameTimes() => Hold((retention, backups, verdicts) =>
        Kept(backups, verdicts).SequenceEqual(Kept([.. backups.Reverse()], Judge(retention, [.. backups.Reverse()]))));

    private static void Hold(Func<BackupRetention?, (DateTimeOffset Time, bool IsGood)[], IReadOnlyList<BackupVerdict>, bool> holds) =>
        Prop.ForAll(Cases.ToArbitrary(), given => holds(given.Retention, given.Backups, Judge(given.Retention, given.Backups))).QuickCheckThrowOnFailure();

    private static IReadOnlyList<BackupVerdict> Judge(BackupRetention? retention, (DateTimeOffset Time, bool IsGood)[] backups) => BackupExpiry.Judge(retention, backups, Berlin, Now);

    private static (bool Kept, string Words) Told(BackupVerdict verdict) => (verdict.Kept, verdict.ToString());

    private static IEnumerable<DateTimeOffset> Kept(IEnumerable<(DateTimeOffset Time, bool IsGood)> backups, IEnumerable<BackupVerdict> verdicts) =>
        backups.Zip(verdicts).Where(pair => pair.Second.Kept).Select(pair => pair.First.Time).Order();

    /// <summary>The reasons of each that is kept; a hyphen for one that goes.</summary>
    private static IEnumerable<string> Verdicts(BackupRetention? retention, TimeZoneInfo zone, params string[] times) =>
        BackupExpiry.Judge(retention, [.. times.Select(time => (At(time), true))], zone, Now).Select(verdict => verdict.Kept ? verdict.ToString() : "-");

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static BackupRetention Parse(string rules)
    {
        var values = rules.Split(' ').Chunk(2).ToDictionary(words => words[0], words => words[1]);
        return Rules(Number("last"), Number("hourly"), Number("daily"), Number("weekly"), Number("monthly"), Number("yearly"), values.TryGetValue("maxAge", out var text) && Duration.TryParse(text, out var age) ? age : null);

        int? Number(string name) => values.TryGetValue(name, out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : null;
    }

    private static BackupRetention Rules(int? last, int? hourly, int? daily, int? weekly, int? monthly, int? yearly, Duration? maxAge) =>
        new() { KeepLast = last, KeepHourly = hourly, KeepDaily = daily, KeepWeekly = weekly, KeepMonthly = monthly, KeepYearly = yearly, MaxAge = maxAge };
}
