using System.Text.Json;
using System.Text.Json.Nodes;

namespace Janitor.Cli.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private static readonly TimeSpan Old = TimeSpan.FromHours(3);

    private readonly JanitorProcess _janitor = new JanitorProcess().With("clips.yaml", Policies.Clips());

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Plan_Table_ShowsRulesReasonsAndPathsAndChangesNothing()
    {
        for (var i = 0; i < 5; i++)
            _janitor.Item($"{i}.mp4", Old, 300_000);
        _janitor.Item("new.mp4", TimeSpan.Zero).Item("a.txt", Old);

        var result = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal("media/clips · volume scratch · dry run", result.OutputLines[0].TrimEnd());
        Assert.Matches(@"^ *Rule +Action +Items +Bytes +Reason +Path *$", result.OutputLines[2]);
        Assert.Matches(@"^ *old +delete +5 +1\.4 MiB +older than 1h: modified 3h 0m ago +[0-4]\.mp4 *$", result.OutputLines[4]);
        Assert.Matches(@"^ +older than 1h: modified 3h 0m ago +[0-4]\.mp4 *$", result.OutputLines[6]);
        Assert.Matches(@"^ +… and 2 more *$", result.OutputLines[7]);
        Assert.Matches(@"^5 of 7 item\(s\) selected, 1\.4 MiB; nothing was changed; took [0-9.]+ s$", result.OutputLines[9]);
        Assert.Equal(7, _janitor.Items.Count());
    }

    [Fact]
    public async Task Plan_HostileNames_CannotReachTheTerminal()
    {
        _janitor.Item("evil\x1b[31m[bold red]\n\u202e.mp4", Old);

        var table = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data");
        var json = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data", "-o", "json");

        Assert.Contains("evil\\x1b[31m[bold red]\\n\\u202e.mp4", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', table.Output + json.Output);
        Assert.Equal("evil\x1b[31m[bold red]\n\u202e.mp4", (string?)JsonNode.Parse(json.Output)!["sample"]![0]!["path"]);
    }

    [Fact]
    public async Task Plan_Json_HasEveryField()
    {
        _janitor.Item("a.mp4", Old, 100).Item("b.mp4", TimeSpan.Zero);

        var result = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data", "-o", "json");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("media/clips", report.GetProperty("policy").GetString());
        Assert.Equal("volume scratch", report.GetProperty("target").GetString());
        Assert.True(report.GetProperty("dryRun").GetBoolean());
        Assert.Equal("Succeeded", report.GetProperty("outcome").GetString());
        Assert.True(report.GetProperty("finishedAt").GetDateTimeOffset() >= report.GetProperty("startedAt").GetDateTimeOffset());
        long Count(string name) => report.GetProperty(name).GetInt64();
        Assert.Equal((2, 1, 0, 2, 0, 0), (Count("scanned"), Count("selected"), Count("acted"), Count("retained"), Count("failed"), Count("bytesFreed")));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("stopReason").ValueKind);
        var rule = Assert.Single(report.GetProperty("rules").EnumerateArray());
        Assert.Equal(("old", "delete", 1L, 100L), (rule.GetProperty("name").GetString(), rule.GetProperty("action").GetString(), rule.GetProperty("selected").GetInt64(), rule.GetProperty("bytesSelected").GetInt64()));
        var item = Assert.Single(report.GetProperty("sample").EnumerateArray());
        Assert.Equal(("a.mp4", "old", "older than 1h: modified 3h 0m ago"), (item.GetProperty("path").GetString(), item.GetProperty("rule").GetString(), item.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Plan_SeveralPoliciesAsJson_IsAnArrayInTheirOrder()
    {
        _janitor.With("all.yaml", Policies.Clips("b") + "---\n" + Policies.Clips("a", claim: "other"));

        var both = await _janitor.RunAsync("plan", "-f", "all.yaml", "--volume", "scratch=data", "--volume", "other=data", "-o", "json");
        var one = await _janitor.RunAsync("plan", "-f", "all.yaml", "--volume", "other=data", "-o", "json", "--policy", "media/a");

        Assert.Equal(["media/b", "media/a"], JsonNode.Parse(both.Output)!.AsArray().Select(report => (string)report!["policy"]!));
        Assert.Equal("media/a", (string?)JsonNode.Parse(one.Output)!["policy"]);
    }

    [Fact]
    public async Task Plan_Ndjson_HasALineAnItemAndTheReportLast()
    {
        for (var i = 0; i < 1000; i++)
            _janitor.Item($"d{i % 7}/{i}.mp4", Old);

        var result = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data", "-o", "ndjson");

        Assert.Equal(0, result.Code);
        var lines = result.OutputLines.Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(1000, lines.SkipLast(1).Select(line => (string)line["path"]!).Distinct().Count());
        Assert.All(lines.SkipLast(1), line => Assert.Equal(("delete", "old"), ((string)line["action"]!, (string)line["rule"]!)));
        Assert.Equal(1000, (long)lines[^1]["report"]!["selected"]!);
    }

    [Fact]
    public async Task Plan_NameThatIsNotUtf8_KeepsItsBytes()
    {
        await RunShellAsync("touch -d '3 hours ago' \"$(printf 'data/\\377.mp4')\"");

        var result = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data", "-o", "json");

        // .NET cannot delete such a name itself.
        await RunShellAsync("rm data/*");
        var item = JsonNode.Parse(result.Output)!["sample"]![0]!;
        Assert.Equal("\uFFFD.mp4", (string?)item["path"]);
        Assert.Equal(Convert.ToBase64String([0xFF, .. ".mp4"u8]), (string?)item["pathBase64"]);
    }

    [Theory]
    [InlineData("DryRun", null, false, "note: media/clips: mode is DryRun, so nothing is changed; write mode: Enforce, or add --enforce")]
    [InlineData("DryRun", "--enforce", true, "note: media/clips: --enforce overrides mode: DryRun")]
    [InlineData("Enforce", null, true, null)]
    [InlineData("Enforce", "--dry-run", false, "note: media/clips: --dry-run overrides mode: Enforce; nothing is changed")]
    [InlineData("Enforce", "--enforce", true, null)]
    public async Task Apply_ModeAndFlags_DecideTogether(string mode, string? flag, bool deletes, string? note)
    {
        _janitor.With("p.yaml", Policies.Clips(mode: mode)).Item("a.mp4", Old).Item("b.mp4", TimeSpan.Zero);

        var result = await _janitor.RunAsync(["apply", "-f", "p.yaml", "--volume", "scratch=data", .. flag is null ? Array.Empty<string>() : [flag]]);

        Assert.Equal(0, result.Code);
        Assert.Equal(deletes ? ["b.mp4"] : ["a.mp4", "b.mp4"], _janitor.Items);
        Assert.Equal(note is null ? [] : [note], result.ErrorLines);
        Assert.Contains(deletes ? "enforced" : "dry run", result.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_Stdin_WorksAsAFile()
    {
        _janitor.Item("a.mp4", Old);

        var result = await _janitor.RunWithInputAsync(Policies.Clips(mode: "Enforce"), "apply", "-f", "-", "--volume", "scratch=data");

        Assert.Equal(0, result.Code);
        Assert.Empty(_janitor.Items);
    }

    [Fact]
    public async Task Apply_Only_AnswersFoundOrNotFound()
    {
        _janitor.With("p.yaml", Policies.Clips(mode: "Enforce")).Item("x/a.mp4", Old).Item("b.mp4", Old);

        var missing = await _janitor.RunAsync("apply", "-f", "p.yaml", "--volume", "scratch=data", "--only", "c.mp4");
        var found = await _janitor.RunAsync("apply", "-f", "p.yaml", "--volume", "scratch=data", "--only", "a.mp4");

        Assert.Equal((1, "not found: no item matches \"c.mp4\""), (missing.Code, missing.OutputLines[^1]));
        Assert.Equal((0, "found: 1 item(s) match \"a.mp4\""), (found.Code, found.OutputLines[^1]));
        Assert.Equal(["b.mp4"], _janitor.Items);
    }

    [Fact]
    public async Task Apply_BucketAsDirectory_IsKeptBelowItsPrefix()
    {
        _janitor.With("videos.yaml", Policies.Videos).Item("in/a.bin", Old).Item("out/b.bin", Old);

        var result = await _janitor.RunAsync("apply", "-f", "videos.yaml", "--bucket", "videos=data", "-o", "json");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal("bucket videos/in", (string?)JsonNode.Parse(result.Output)!["target"]);
        Assert.Equal(["out/b.bin"], _janitor.Items);
    }

    [Fact]
    public async Task Apply_OneOfTwoPoliciesFails_IsDoneInPart()
    {
        _janitor.With("both.yaml", Policies.Clips(mode: "Enforce") + "---\n" + Policies.Videos + """
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: s3, namespace: media }
            stringData: { accessKeyId: AKIA, secretAccessKey: hunter2 }
            """).Item("a.mp4", Old);

        var both = await _janitor.RunAsync("apply", "-f", "both.yaml", "--volume", "scratch=data");
        var failing = await _janitor.RunAsync("apply", "-f", "both.yaml", "--policy", "videos", "-o", "json");

        Assert.Equal((3, 1), (both.Code, failing.Code));
        Assert.Empty(_janitor.Items);
        Assert.StartsWith("error: media/videos: spec.target.bucket", both.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal("StoreUnavailable", (string?)JsonNode.Parse(failing.Output)!["stopReason"]);
        Assert.DoesNotContain("hunter2", both.Errors + both.Output + failing.Errors + failing.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("INT"), InlineData("TERM")]
    public async Task Apply_Interrupted_ReportsAndFails(string signal)
    {
        for (var i = 0; i < 200; i++)
            _janitor.Item($"{i}.mp4", Old);
        _janitor.With("slow.yaml", Policies.Clips(mode: "Enforce") + "  limits: { perSecond: 5 }\n");

        using var process = _janitor.Start("apply", "-f", "slow.yaml", "--volume", "scratch=data", "-o", "ndjson");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(deadline.Token));
        await RunShellAsync($"kill -{signal} {process.Id}");
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        var report = JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["report"]!;
        Assert.Equal((1, "Cancelled"), (process.ExitCode, (string?)report["stopReason"]));
        Assert.Equal(_janitor.Items.Count(), (long)report["retained"]!);
        Assert.InRange(_janitor.Items.Count(), 100, 200);
    }

    [Fact]
    public async Task Undo_BringsBackAndNeverOverwrites()
    {
        _janitor.With("q.yaml", Policies.Clips(mode: "Enforce", action: "quarantine: { for: 7d }"))
            .Item("x/a.mp4", Old).Item("b.mp4", Old).Item("c.mp4", Old);
        string[] where = ["-f", "q.yaml", "--volume", "scratch=data"];
        await _janitor.RunAsync(["apply", .. where]);
        Assert.Empty(_janitor.Items);

        var listed = await _janitor.RunAsync(["undo", .. where, "--dry-run", "-o", "json"]);
        Assert.Empty(_janitor.Items);
        var one = await _janitor.RunAsync(["undo", .. where, "--only", "a.mp4", "--run", (string)JsonNode.Parse(listed.Output)!["sample"]![0]!["run"]!]);
        _janitor.Item("b.mp4", TimeSpan.Zero, size: 77);
        var rest = await _janitor.RunAsync(["undo", .. where]);
        var other = await _janitor.RunAsync(["undo", .. where, "--run", "20000101T000000Z"]);

        Assert.Equal((0, 3), (listed.Code, (long)JsonNode.Parse(listed.Output)!["selected"]!));
        Assert.Equal(0, one.Code);
        Assert.Equal(3, rest.Code);
        Assert.Matches(@" left .* b\.mp4 +something is at its place; move that away, then undo again", rest.Output);
        Assert.Contains("2 item(s) in quarantine, 20 B; 1 restored, 1 left, 0 failed", rest.Output, StringComparison.Ordinal);
        Assert.Equal(["b.mp4", "c.mp4", "x/a.mp4"], _janitor.Items);
        Assert.Equal(77, new FileInfo(Path.Combine(_janitor.Data, "b.mp4")).Length);
        Assert.Equal(1, other.Code);
        Assert.StartsWith("not found: nothing in quarantine matches", other.Errors, StringComparison.Ordinal);
    }

    private async Task RunShellAsync(string script)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = _janitor.Folder };
        using var shell = System.Diagnostics.Process.Start(start)!;
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
