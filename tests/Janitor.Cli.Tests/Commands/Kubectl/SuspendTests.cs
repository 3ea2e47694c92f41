namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary><c>kubectl janitor suspend</c> and <c>resume</c>.</summary>
public sealed class SuspendTests
{
    [Fact]
    public async Task Suspend_AndResume_AreSaidAndTwiceIsNoError()
    {
        await using var bench = await PluginBench.StartAsync();
        var said = new List<string>();
        foreach (var (command, suspended) in ((string, bool)[])[("resume", false), ("suspend", true), ("suspend", true), ("resume", false)])
        {
            var result = await bench.RunAsync(command, "clips");
            Assert.Equal((0, string.Empty), (result.Code, result.Errors));
            Assert.Equal(suspended, (bool?)(await bench.GetAsync())["spec"]!["suspend"] ?? false);
            said.Add(result.Output.TrimEnd());
        }

        var policy = $"{bench.Namespace}/clips";
        Assert.Equal([$"{policy} is not suspended", $"{policy} suspended", $"{policy} is suspended already", $"{policy} resumed"], said);
        Assert.Equal("0 0 1 1 *", (string?)(await bench.GetAsync())["spec"]!["schedule"]);
    }

    [Fact]
    public async Task Suspend_DuringARun_SaysThatItIsNotEnded()
    {
        await using var bench = await PluginBench.StartAsync();
        await bench.PatchStatusAsync("""{"activeRun":{"id":"1","trigger":"Schedule","cause":"x","generation":1,"startedAt":"2026-03-04T12:00:00Z"}}""");

        var result = await bench.RunAsync("suspend", "clips");

        Assert.Equal($"{bench.Namespace}/clips suspended; the run that goes on (Schedule) is not ended by this\n", result.Output);
    }
}
