using Janitor.Cli.Tests.Commands;

namespace Janitor.Cli.Tests.Killed;

/// <summary>A run on a directory that is killed leaves nothing half done, and the next finds the rest.</summary>
public sealed class KilledVolumeTests : IDisposable
{
    private const int Rounds = 10;

    private readonly JanitorProcess _janitor = new();
    private readonly SortedDictionary<string, int> _goes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _stays = new(StringComparer.Ordinal);

    public KilledVolumeTests()
    {
        for (var i = 0; i < 4000; i++)
            Add(_goes, $"{i % 40}/deep/old-{i}.tmp", TimeSpan.FromHours(2), size: i % 100);
        for (var i = 0; i < 400; i++)
            Add(_stays, $"{i % 40}/deep/{(i % 2 == 0 ? $"young-{i}.tmp" : $"old-{i}.txt")}", TimeSpan.FromHours(i % 2 == 0 ? 0 : 2), size: i % 100);
    }

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Apply_KilledWhileDeleting_TheNextRunFindsTheRest()
    {
        _janitor.With("fast.yaml", Policy("delete: {}", string.Empty)).With("slow.yaml", Policy("delete: {}", "limits: { perSecond: 2500 }"));
        var killing = new Killing(_janitor, seed: 1);

        for (var round = 0; round < Rounds; round++)
        {
            await killing.KillAsync(LeftAsync, share: 0.3, Apply(round % 4 == 3 ? "fast.yaml" : "slow.yaml"));

            var there = Files(_janitor.Data);
            Assert.Equal(_stays, there.Where(file => _stays.ContainsKey(file.Key)));
            Assert.All(there.Keys, name => Assert.True(_stays.ContainsKey(name) || _goes.ContainsKey(name), name));
        }

        var last = await _janitor.RunAsync(Apply("fast.yaml"));
        var again = await _janitor.RunAsync(Apply("fast.yaml"));

        Assert.Equal((0, 0), (last.Code, again.Code));
        Assert.StartsWith("0 of 400 item(s) selected", again.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal(_stays, Files(_janitor.Data));
        Assert.InRange(killing.MidWay, 3, Rounds);
    }

    [Fact]
    public async Task Apply_KilledWhileQuarantining_EachItemIsInOnePlaceAndComesBack()
    {
        _janitor.With("fast.yaml", Policy("quarantine: { for: 7d }", string.Empty))
            .With("slow.yaml", Policy("quarantine: { for: 7d }", "limits: { perSecond: 2500 }"));
        var killing = new Killing(_janitor, seed: 3);

        for (var round = 0; round < Rounds; round++)
        {
            await killing.KillAsync(LeftAsync, share: 0.3, Apply(round % 4 == 3 ? "fast.yaml" : "slow.yaml"));
            AssertNothingIsLost();
        }

        var last = await _janitor.RunAsync(Apply("fast.yaml"));
        Assert.Equal(0, last.Code);
        AssertNothingIsLost();
        Assert.Equal(_stays.Keys.Order(StringComparer.Ordinal), _janitor.Items);

        // To bring things back is killed as well.
        await killing.KillAsync(async () => 4000 - await LeftAsync(), share: 0.5, "undo", "-f", "fast.yaml", "--volume", "scratch=data");
        AssertNothingIsLost();
        var undo = await _janitor.RunAsync("undo", "-f", "fast.yaml", "--volume", "scratch=data");
        Assert.Equal(0, undo.Code);
        Assert.Equal(_goes.Concat(_stays).OrderBy(file => file.Key, StringComparer.Ordinal), Files(_janitor.Data));
        Assert.InRange(killing.MidWay, 3, Rounds + 1);
    }

    private static string[] Apply(string policy) => ["apply", "-f", policy, "--volume", "scratch=data"];

    private static string Policy(string action, string limits) => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: killed, namespace: media }
        spec:
          mode: Enforce
          target: { volume: { claimName: scratch } }
          rules: [ { name: old, match: { include: ["**/*.tmp"], olderThan: 1h }, action: { {{action}} } } ]
          {{limits}}
        """;

    private static SortedDictionary<string, int> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), path => (int)new FileInfo(path).Length),
        StringComparer.Ordinal);

    /// <summary>Each file is where it was, or in one quarantine folder, with all its bytes.</summary>
    private void AssertNothingIsLost()
    {
        var found = new List<(string Name, int Size)>();
        foreach (var (name, size) in Files(_janitor.Data))
            found.Add((name.StartsWith(".janitor/quarantine/", StringComparison.Ordinal) ? name.Split('/', 4)[3] : name, size));
        Assert.Equal(
            _goes.Concat(_stays).Select(file => (file.Key, file.Value)).Order(), found.Order());
    }

    private Task<int> LeftAsync() => Task.FromResult(
        Directory.EnumerateDirectories(_janitor.Data).Where(folder => !folder.EndsWith(".janitor", StringComparison.Ordinal))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "old-*.tmp", SearchOption.AllDirectories)).Count());

    private void Add(SortedDictionary<string, int> files, string name, TimeSpan age, int size)
    {
        _janitor.Item(name, age, size);
        files.Add(name, size);
    }
}
