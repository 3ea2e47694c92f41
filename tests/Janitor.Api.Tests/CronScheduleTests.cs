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
}
