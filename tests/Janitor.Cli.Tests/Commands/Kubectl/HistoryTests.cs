using System.Text.Json.Nodes;

namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary><c>kubectl janitor history</c>.</summary>
public sealed class HistoryTests
{
    private const string Status = """
        {"activeRun":{"id":"4","trigger":"Pressure","cause":"3","generation":1,"startedAt":"2026-03-04T12:00:00Z","attempt":2},
         "lastRun":{"id":"3","trigger":"Manual","cause":"x","generation":1,"startedAt":"2026-03-03T12:00:00Z","finishedAt":"2026-03-03T13:02:00Z","dryRun":false,
          "outcome":"Partial","scanned":1000000,"selected":12000,"acted":10000,"failed":1,"bytesFreed":1073741824,"stopReason":"MaxDeletions","message":"the rest waits","freed":"1.0 GiB"},
         "history":[
          {"id":"2","trigger":"Schedule","cause":"y","generation":1,"startedAt":"2026-03-02T12:00:00Z","finishedAt":"2026-03-02T12:00:00Z","dryRun":true,"outcome":"Succeeded","scanned":10,"selected":4},
          {"id":"1","trigger":"Change","cause":"1","generation":1,"startedAt":"2026-03-01T12:00:00Z","finishedAt":"2026-03-01T12:00:02Z","outcome":"Failed","stopReason":"StoreUnavailable"}]}
        """;

    [Fact]
    public async Task History_Table_HasAllRunsTheNewestFirst()
    {
        await using var bench = await PluginBench.StartAsync();
        await bench.PatchStatusAsync(Status);

        var result = await bench.RunAsync("history", "rtp/clips");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        var rows = result.OutputLines.Skip(3).Select(line => string.Join('|', line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))).Where(line => line.Length > 0).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Matches(@"^2026-03-04 12:00:00Z\|\d+[dhms\d]*\|Pressure\|-\|Running\|-\|-\|-\|-\|-\|attempt 2$", rows[0]);
        Assert.Equal("2026-03-03 12:00:00Z|1h2m|Manual|no|Partial|1,000,000|12,000|10,000|1.0 GiB|1|MaxDeletions: the rest waits", rows[1]);
        Assert.Equal("2026-03-02 12:00:00Z|0s|Schedule|yes|Succeeded|10|4|0|0 B|0", rows[2]);
        Assert.Equal("2026-03-01 12:00:00Z|2s|Change|no|Failed|0|0|0|0 B|0|StoreUnavailable", rows[3]);
    }

    [Fact]
    public async Task History_Json_IsThatOfTheStatus()
    {
        await using var bench = await PluginBench.StartAsync();
        await bench.PatchStatusAsync(Status);

        var result = await bench.RunAsync("history", "clips", "-o", "json");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        var history = JsonNode.Parse(result.Output)!;
        Assert.Equal(("4", "1.0 GiB", "2"), ((string?)history["activeRun"]!["id"], (string?)history["lastRun"]!["freed"], (string?)history["history"]![0]!["id"]));
        Assert.Null(history["lastRun"]!["job"]);
    }

    [Fact]
    public async Task History_NoneYet_SaysSo()
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.RunAsync("history", "clips");

        Assert.Equal((0, string.Empty, $"{bench.Namespace}/clips has not run yet\n"), (result.Code, result.Output, result.Errors));
    }
}
