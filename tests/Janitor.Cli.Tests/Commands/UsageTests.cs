using System.Text.Json;

namespace Janitor.Cli.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public UsageTests() => _janitor.Item("acme/x/a", TimeSpan.Zero, 90).Item("acme/b", TimeSpan.Zero, 20).Item("beta/c", TimeSpan.Zero, 50).Item("nobodys", TimeSpan.Zero, 5);

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Usage_WithoutLedger_Lists()
    {
        QuotaLedger.WriteQuota(_janitor);

        var result = await _janitor.RunAsync(["usage", .. QuotaLedger.Arguments]);

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.StartsWith("media/uploads · all tenants · by the listing\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"acme +110 B +2 +100 B +110% +Exceeded", result.Output);
        Assert.Matches(@"beta +50 B +1 +10 object\(s\) +10% +Normal", result.Output);
        Assert.Contains("2 tenant(s), 1 above and 0 near their limits; 165 B in 4 object(s), 5 B of it nobody's", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_WithLedger_AsksItAndNeedsNoVolume()
    {
        await using var ledger = await QuotaLedger.StartAsync(_janitor);
        await ledger.BookAsync();
        File.Delete(Path.Combine(_janitor.Data, "beta/c"));

        var all = await _janitor.RunAsync("usage", "-f", "quota.yaml", "-o", "json");
        var folders = await _janitor.RunAsync("usage", "-f", "quota.yaml", "--tenant", "acme", "--by", "folder");
        var days = await _janitor.RunAsync("usage", "-f", "quota.yaml", "--by", "day", "-o", "json");

        Assert.Equal((0, string.Empty), (all.Code, all.Errors));
        using var report = JsonDocument.Parse(all.Output);
        Assert.Equal(("ledger", 165, "acme"), (Text(report, "source"), report.RootElement.GetProperty("total").GetProperty("bytes").GetInt32(), report.RootElement.GetProperty("top")[0].GetProperty("tenant").GetString()));
        Assert.Matches(@"media/uploads · acme · by the ledger\n(.*\n)* +x +90 B +1 *\n +\(in none\) +20 B +1 *\n", folders.Output);
        using var brought = JsonDocument.Parse(days.Output);
        var day = Assert.Single(brought.RootElement.GetProperty("days").EnumerateArray());
        Assert.Equal((165, 4), (day.GetProperty("storedBytes").GetInt32(), day.GetProperty("storedObjects").GetInt32()));
    }

    [Fact]
    public async Task Usage_OneTenant_TellsOfItAlone()
    {
        QuotaLedger.WriteQuota(_janitor);

        var result = await _janitor.RunAsync(["usage", .. QuotaLedger.Arguments, "--tenant", "beta", "-o", "json"]);

        using var report = JsonDocument.Parse(result.Output);
        Assert.Equal(("beta", 50, 1), (Text(report, "tenant"), report.RootElement.GetProperty("total").GetProperty("bytes").GetInt32(), report.RootElement.GetProperty("top").GetArrayLength()));
    }

    [Theory]
    [InlineData("error: no ledger: set JANITOR_LEDGER, or write --ledger FILE", "--by", "folder")]
    [InlineData("--from: \"today\" is no day such as 2026-03-01", "--from", "today")]
    public async Task Usage_AMistakenOption_IsCode2(string error, params string[] options)
    {
        QuotaLedger.WriteQuota(_janitor);
        _janitor.Environment["JANITOR_LEDGER"] = string.Empty;

        var result = await _janitor.RunAsync(["usage", .. QuotaLedger.Arguments, .. options]);

        Assert.Equal((2, error), (result.Code, result.ErrorLines[0]));
    }

    private static string? Text(JsonDocument report, string field) => report.RootElement.GetProperty(field).GetString();
}
