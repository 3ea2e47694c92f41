using Janitor.Api.Retention;
using Janitor.Operator.Retention;

namespace Janitor.Operator.Tests.Retention;

public sealed class RunSummariesTests
{
    private static readonly RunSummary Small = new()
    {
        Id = "0123456789",
        Outcome = "Partial",
        Scanned = 12,
        Selected = 3,
        Acted = 2,
        Failed = 1,
        BytesFreed = 4096,
        Message = "one failed",
        Rules = [new RuleSummary { Name = "old", Action = "delete", Selected = 3, Acted = 2, Failed = 1 }],
        Sample = [new SampleItem { Path = "a/ü.mp4", Rule = "old", Reason = "older than 1h" }],
        Failures = ["a/b.mp4: It cannot be removed: permission denied."],
    };

    [Fact]
    public void Pack_Small_ComesBackWhole() => Assert.Equivalent(Small, RunSummaries.Unpack(System.Text.Encoding.UTF8.GetString(RunSummaries.Pack(Small))), strict: true);

    [Fact]
    public void Pack_TooLarge_LosesSamplesFirstAndCountsNever()
    {
        var large = Small with
        {
            Sample = [.. Enumerable.Range(0, 10).Select(i => new SampleItem { Path = new string('x', 900) + i, Rule = "old", Reason = "older than 1h" })],
        };

        var packed = RunSummaries.Pack(large);
        var unpacked = RunSummaries.Unpack(System.Text.Encoding.UTF8.GetString(packed))!;

        Assert.InRange(packed.Length, 1, 4096);
        Assert.InRange(unpacked.Sample.Count, 1, 4);
        Assert.Equivalent(Small.Rules, unpacked.Rules);
        Assert.Equal((12, 3, 2, 1, 4096), (unpacked.Scanned, unpacked.Selected, unpacked.Acted, unpacked.Failed, unpacked.BytesFreed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unhandled exception. System.OutOfMemoryException")]
    [InlineData("[]")]
    public void Unpack_SomethingElse_IsNull(string message) => Assert.Null(RunSummaries.Unpack(message));
}
