namespace Janitor.Api.Tests;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("*/15 * * * *")]
    [InlineData("0 2 * * *")]
    [InlineData("0,30 8-18/2 1,15 jan-MAR,12 mon-Fri")]
    [InlineData("5/10 ? * * 0")]
    [InlineData("  0   2 *\t* * ")]
    [InlineData("@hourly")]
    [InlineData("@yearly")]
    [InlineData("@midnight")]
    public void Mistake_WellFormed_IsNull(string text) => Assert.Null(CronSchedule.Mistake(text));

    [Theory]
    [InlineData("60 * * * *", "\"60\" is not a valid minute: write *, a number from 0 to 59, a range as in 0-59, a step as in */2, or a list of these")]
    [InlineData("* 24 * * *", "\"24\" is not a valid hour")]
    [InlineData("* * 0 * *", "\"0\" is not a valid day of month")]
    [InlineData("* * * 13 *", "\"13\" is not a valid month")]
    [InlineData("* * * * 7", "\"7\" is not a valid day of week: write *, a number from 0 to 6 or a name such as mon")]
    [InlineData("30-10 * * * *", "\"30-10\" is not a valid minute")]
    [InlineData("*/0 * * * *", "\"*/0\" is not a valid minute")]
    [InlineData("1, * * * *", "\"1,\" is not a valid minute")]
    [InlineData("-1 * * * *", "\"-1\" is not a valid minute")]
    [InlineData("* * * * funday", "\"funday\" is not a valid day of week")]
    [InlineData("* * * *", "\"* * * *\" has 4 field(s); write five")]
    [InlineData("0 0 2 * * *", "\"0 0 2 * * *\" has 6 field(s); write five")]
    [InlineData("", "\"\" has 0 field(s); write five")]
    [InlineData("@every 5m", "\"@every 5m\" is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly")]
    [InlineData("TZ=Europe/Berlin 0 2 * * *", "must not name a time zone; write it in timeZone")]
    [InlineData("CRON_TZ=UTC 0 2 * * *", "must not name a time zone; write it in timeZone")]
    public void Mistake_Malformed_SaysWhatToWrite(string text, string expected) =>
        Assert.StartsWith(expected, CronSchedule.Mistake(text), StringComparison.Ordinal);

    /// <summary>The cases of robfig/cron's own tests where they are about what five fields can say, and some more.</summary>
    [Theory]
    [InlineData("*/15 * * * *", "UTC", "2026-03-05T14:45:01Z", "2026-03-05T15:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-03-05T14:59:59.9Z", "2026-03-05T15:00:00Z")]
    [InlineData("20-35/15 * * * *", "UTC", "2026-03-05T14:45:00Z", "2026-03-05T15:20:00Z")]
    [InlineData("50/5 * * * *", "UTC", "2026-03-05T14:50:00Z", "2026-03-05T14:55:00Z")]
    [InlineData("0 2 * * *", "UTC", "2026-12-31T02:00:00Z", "2027-01-01T02:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 0 31 2 *", "UTC", "2026-01-01T00:00:00Z", null)]
    [InlineData("0 0 13 * FRI", "UTC", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 13 * *", "UTC", "2026-11-21T00:00:00Z", "2026-12-13T00:00:00Z")]
    [InlineData("0 0 */2 * FRI", "UTC", "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData("0 0 * * FRI", "UTC", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("@weekly", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("@yearly", "UTC", "2026-11-21T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("30 4 * * *", "Asia/Kolkata", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z")]
    [InlineData("0 0 * * *", "Asia/Kathmandu", "2026-11-21T00:00:00Z", "2026-11-21T18:15:00Z")]
    [InlineData("30 2 11 3 ?", "America/New_York", "2012-03-11T05:00:00Z", "2013-03-11T06:30:00Z")]
    [InlineData("0 * * * *", "America/New_York", "2012-03-11T06:00:00Z", "2012-03-11T07:00:00Z")]
    [InlineData("0 2 * * *", "America/New_York", "2012-03-11T05:00:00Z", "2012-03-12T06:00:00Z")]
    [InlineData("30 2 4 11 ?", "America/New_York", "2012-11-04T04:00:00Z", "2012-11-04T07:30:00Z")]
    [InlineData("30 1 4 11 ?", "America/New_York", "2012-11-04T05:45:00Z", "2012-11-04T06:30:00Z")]
    [InlineData("0 1 * * *", "America/New_York", "2012-11-04T04:00:00Z", "2012-11-04T05:00:00Z")]
    [InlineData("0 1 * * *", "America/New_York", "2012-11-04T05:00:00Z", "2012-11-04T06:00:00Z")]
    [InlineData("0 0 * * *", "America/Sao_Paulo", "2018-10-21T12:00:00Z", "2018-10-22T03:00:00Z")]
    [InlineData("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-05T02:00:00Z")]
    [InlineData("15 0 * * *", "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T13:15:00Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T14:00:00Z", "2026-10-04T15:15:00Z")]
    public void Next_OfAMoment_IsTheFirstLocalTimeThatMatches(string schedule, string zone, string after, string? expected)
    {
        var next = CronSchedule.Parse(schedule).Next(Moment(after), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(expected is null ? null : Moment(expected), next);
    }

    /// <summary>Against the plain reading of the rule: the first minute on the universal time line whose local time matches.</summary>
    [Theory]
    [InlineData("30 1-3 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z")]
    [InlineData("30 1-3 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z")]
    [InlineData("*/20 0 1,31 * MON", "America/Sao_Paulo", "2018-10-30T00:00:00Z")]
    [InlineData("*/25 1,2 * * *", "Australia/Lord_Howe", "2026-04-03T00:00:00Z")]
    [InlineData("0 0 * * *", "Pacific/Apia", "2011-12-28T00:00:00Z")]
    public void Next_AcrossAChangeOfOffset_MissesNoneAndAddsNone(string schedule, string zone, string from)
    {
        var (parsed, where) = (CronSchedule.Parse(schedule), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var fields = schedule.Split(' ');
        var found = new List<DateTimeOffset>();
        for (var next = parsed.Next(Moment(from), where); next < Moment(from).AddDays(7); next = parsed.Next(next.Value, where))
            found.Add(next.Value);

        var expected = Enumerable.Range(1, 7 * 24 * 60 - 1).Select(minute => Moment(from).AddMinutes(minute)).Where(Matches).ToList();

        Assert.Equal(expected, found);

        bool Matches(DateTimeOffset moment)
        {
            var local = TimeZoneInfo.ConvertTime(moment, where);
            // A schedule whose only time is this one: matched a minute before it, in a zone without changes.
            var minuteBefore = new DateTimeOffset(local.DateTime, TimeSpan.Zero).AddMinutes(-1);
            return CronSchedule.Parse(string.Join(' ', fields)).Next(minuteBefore, TimeZoneInfo.Utc) == minuteBefore.AddMinutes(1);
        }
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
