using Janitor.Cli.Tests.Commands;

namespace Janitor.Cli.Tests.Reports;

public sealed class RunTableTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Plan_FolderOfTwoItems_IsOneLineWithoutMore()
    {
        _janitor.Item("temp/a/1", TimeSpan.FromDays(2)).Item("temp/a/2", TimeSpan.FromDays(2)).With("p.yaml", """
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: folders, namespace: media }
            spec:
              target: { volume: { claimName: scratch } }
              rules: [ { name: temp, match: { include: ["temp/**"], olderThan: 1d, unit: Directory } } ]
            """);

        var result = await _janitor.RunAsync("plan", "-f", "p.yaml", "--volume", "scratch=data");

        Assert.Matches(@"temp +delete +2 +20 B +folder of 2 items goes as one; older than 1d: newest modified 2d 0h ago +temp/a/", result.Output);
        Assert.DoesNotContain("more", result.Output, StringComparison.Ordinal);
    }
}
