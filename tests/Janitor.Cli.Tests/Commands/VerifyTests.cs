using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Janitor.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Verify_AllAsBooked_IsCode0()
    {
        await using var ledger = await QuotaLedger.StartAsync(_janitor);
        _janitor.Item("acme/a", TimeSpan.FromHours(1)).Item("beta/b", TimeSpan.FromHours(1));
        await ledger.BookAsync();

        var result = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments]);

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.StartsWith("media/uploads · volume uploads · verification\n2 booked object(s) looked at, 20 B read in ", result.Output, StringComparison.Ordinal);
        Assert.Contains("; 2 intact, 0 corrupt, 0 truncated, 0 missing, 0 unknown, 0 unreadable\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RotAndMissing_AreNamedAndCode1()
    {
        await using var ledger = await QuotaLedger.StartAsync(_janitor);
        _janitor.Item("acme/a", TimeSpan.FromHours(1)).Item("acme/b", TimeSpan.FromHours(1)).Item("acme/c", TimeSpan.FromHours(1));
        await ledger.BookAsync();
        var time = File.GetLastWriteTimeUtc(At("acme/a"));
        await File.WriteAllBytesAsync(At("acme/a"), new byte[] { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 });
        File.SetLastWriteTimeUtc(At("acme/a"), time);
        File.Delete(At("acme/b"));

        var table = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments]);
        var json = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments, "-o", "json"]);
        var lines = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments, "-o", "ndjson"]);

        Assert.Equal((1, string.Empty), (table.Code, table.Errors));
        Assert.Matches("corrupt +10 B +acme/a +its content is not what was booked; nobody wrote it since it was booked", table.Output);
        Assert.Matches("missing +10 B +acme/b", table.Output);
        using var report = JsonDocument.Parse(json.Output);
        Assert.Equal((1, 1, 2), (json.Code, report.RootElement.GetProperty("corrupt").GetInt32(), report.RootElement.GetProperty("problems").GetArrayLength()));
        Assert.Equal((1, 4), (lines.Code, lines.OutputLines.Count));
        Assert.StartsWith("""{"report":""", lines.OutputLines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Interrupted_TellsAndGoesOn()
    {
        const int Count = 40;
        await using var ledger = await QuotaLedger.StartAsync(_janitor);
        for (var i = 0; i < Count; i++)
            _janitor.Item(string.Create(CultureInfo.InvariantCulture, $"acme/{i:00}"), TimeSpan.FromHours(1), 40 << 20);
        await ledger.BookAsync();

        using var process = _janitor.Start(["verify", .. QuotaLedger.Arguments, "-o", "ndjson", "--readers", "1"]);
        var first = await process.StandardOutput.ReadLineAsync();
        using var kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var output = first + "\n" + await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var next = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments, "-o", "json"]);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("cancelled; the next run goes on from there", output, StringComparison.Ordinal);
        var done = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
        Assert.InRange(done, 1, Count - 1);
        using var report = JsonDocument.Parse(next.Output);
        Assert.Equal((0, Count - done), (next.Code, report.RootElement.GetProperty("checked").GetInt32()));
    }

    [Fact]
    public async Task Verify_QuotaThatWasNeverBooked_SaysSo()
    {
        await using var ledger = await QuotaLedger.StartAsync(_janitor);
        _janitor.With("quota.yaml", (await File.ReadAllTextAsync(Path.Combine(_janitor.Folder, "quota.yaml"))).Replace("name: uploads, ", "name: other, ", StringComparison.Ordinal));

        var result = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments]);

        Assert.Equal((1, string.Empty), (result.Code, result.Output));
        Assert.StartsWith("error: media/other: the ledger has no books of it for volume://media/uploads/: ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sample", "0%", "--sample: \"0%\" is no percentage above 0% and up to 100%, such as 5%")]
    [InlineData("--readers", "0", "--readers: \"0\" is no number from 1 to 256")]
    [InlineData("--quota", "none", "error: --quota none: no such quota; there are media/uploads")]
    [InlineData("--secrets", "none", "error: --secrets none: there is no such directory; create it, or name another")]
    public async Task Verify_AMistakenOption_IsCode2(string option, string value, string error)
    {
        QuotaLedger.WriteQuota(_janitor);
        _janitor.Environment["JANITOR_LEDGER"] = "postgres://127.0.0.1:1/none";

        var result = await _janitor.RunAsync(["verify", .. QuotaLedger.Arguments, option, value]);

        Assert.Equal((2, error), (result.Code, result.ErrorLines[0]));
    }

    [Fact]
    public async Task Verify_WithoutLedger_IsCode2()
    {
        QuotaLedger.WriteQuota(_janitor);
        _janitor.Environment["JANITOR_LEDGER"] = string.Empty;

        var result = await _janitor.RunAsync("verify", "-f", "quota.yaml");

        Assert.Equal(2, result.Code);
        Assert.Equal("error: no ledger: set JANITOR_LEDGER, or write --ledger FILE", result.ErrorLines[0]);
    }

    private string At(string name) => Path.Combine(_janitor.Data, name);
}
