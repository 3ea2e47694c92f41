using System.Globalization;
using System.Text.Json;
using Janitor.Engine.Backups;

namespace Janitor.Cli.Tests.Commands;

/// <summary>Which backups retention keeps, as the command lists and removes them, in a directory that stands for the bucket.</summary>
public sealed class PruneTests : IDisposable
{
    private static readonly DateTimeOffset Newest = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    private readonly JanitorProcess _janitor = new JanitorProcess().With("backup.yaml", Policies.Backup("{ keepDaily: 2, keepWeekly: 2 }"));

    public PruneTests()
    {
        // 2 March 2026 is a Monday.
        foreach (var hours in (int[])[0, 1, 24, 48])
            Write(Newest.AddHours(-hours));
    }

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task List_Retention_IsToldForEach()
    {
        Write(Newest.AddDays(1), "{ damaged");

        var table = await _janitor.RunAsync("backup", "list", "-f", "backup.yaml", "--bucket", "backups=data");
        var json = await _janitor.RunAsync("backup", "list", "-f", "backup.yaml", "--bucket", "backups=data", "-o", "json");

        string[] expected = ["day 2026-03-02, week 2026-W10", "day 2026-03-01, week 2026-W09", "goes: no rule keeps it", "goes: no rule keeps it", "left: its manifest cannot be read"];
        Assert.Equal(expected, table.OutputLines.Where(line => line.Contains("2026030", StringComparison.Ordinal) || line.Contains("202602", StringComparison.Ordinal))
            .Select(line => line[line.IndexOfAny(['d', 'g', 'l'], line.LastIndexOf("  ", line.TrimEnd().Length - 1, StringComparison.Ordinal))..].Trim()).OrderBy(cell => Array.IndexOf(expected, cell)));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(
            ["True:day 2026-03-02,week 2026-W10", "False:no rule keeps it", "True:day 2026-03-01,week 2026-W09", "False:no rule keeps it", ":not good"],
            document.RootElement.EnumerateArray().Select(line => $"{line.GetProperty("kept")}:{string.Join(',', line.GetProperty("reasons").EnumerateArray())}"));
        Assert.Equal((1, 1), (table.Code, json.Code));
    }

    [Fact]
    public async Task Prune_Dry_RemovesNothing()
    {
        var before = _janitor.Items.ToList();

        var result = await _janitor.RunAsync("backup", "prune", "-f", "backup.yaml", "--bucket", "backups=data", "--dry-run");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal(2, result.OutputLines.Count(line => line.Contains("would be", StringComparison.Ordinal)));
        Assert.Equal(before, _janitor.Items);
    }

    [Fact]
    public async Task Prune_Expired_AreRemovedAndTold()
    {
        var result = await _janitor.RunAsync("backup", "prune", "-f", "backup.yaml", "--bucket", "backups=data", "-o", "json");

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal([false, true, false, true], document.RootElement.EnumerateArray().Select(line => line.GetProperty("removed").GetBoolean()));
        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal([PathOf(Newest.AddHours(-24)), PathOf(Newest)], _janitor.Items);
    }

    [Fact]
    public async Task Prune_ManifestThatCannotBeRead_IsLeftAndTold()
    {
        Write(Newest.AddDays(-9), "{ damaged");

        var result = await _janitor.RunAsync("backup", "prune", "-f", "backup.yaml", "--bucket", "backups=data");

        Assert.Equal(3, result.Code);
        Assert.StartsWith($"error: the manifest of {BackupFolder.At("media/nightly", Newest.AddDays(-9))} cannot be understood", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([PathOf(Newest.AddDays(-9)), PathOf(Newest.AddHours(-24)), PathOf(Newest)], _janitor.Items);
    }

    [Fact]
    public async Task Prune_NoRetention_KeepsAllAndSaysSo()
    {
        _janitor.With("all.yaml", string.Join('\n', Policies.Backup().Split('\n').Where(line => !line.Contains("retention", StringComparison.Ordinal))));
        var before = _janitor.Items.ToList();

        var result = await _janitor.RunAsync("backup", "prune", "-f", "all.yaml", "--bucket", "backups=data");

        Assert.Equal((0, "note: media/nightly: has no retention, so all are kept\n"), (result.Code, result.Errors));
        Assert.Equal(before, _janitor.Items);
    }

    private static string PathOf(DateTimeOffset time) => $"{BackupFolder.At("media/nightly", time)}/{BackupFolder.Manifest}";

    private void Write(DateTimeOffset time, string? manifest = null) => _janitor.With(
        $"data/{PathOf(time)}",
        manifest ?? string.Create(CultureInfo.InvariantCulture, $$"""{"version": 1, "schedule": "media/nightly", "startedAt": "{{time:O}}", "completedAt": "{{time:O}}", "janitor": "0", "parts": []}"""));
}
