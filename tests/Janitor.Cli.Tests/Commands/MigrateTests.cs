using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Commands;

public sealed class MigrateTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Migrate_DirectoryToDirectory_CopiesAndTells()
    {
        _janitor.Item("a/one", TimeSpan.Zero).Item("two", TimeSpan.Zero);

        var first = await _janitor.RunAsync("migrate", "--from", "dir:data", "--to", "dir:copy");
        var again = await _janitor.RunAsync("migrate", "--from", "dir:data", "--to", "dir:copy", "-o", "json", "--delete-source");

        Assert.Equal((0, string.Empty), (first.Code, first.Errors));
        Assert.Contains("2 item(s); 2 copied and verified, 20 B; 0 were there", first.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(again.Output);
        Assert.Equal((0, 2, 2), (again.Code, report.RootElement.GetProperty("present").GetInt32(), report.RootElement.GetProperty("removed").GetInt32()));
        Assert.Equal(10, new FileInfo(Path.Combine(_janitor.Folder, "copy/a/one")).Length);
        Assert.Empty(_janitor.Items);
    }

    [Fact]
    public async Task Migrate_ToABucketOfAPolicy_TakesItsServerAndSecret()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        _janitor.Item("a/one", TimeSpan.Zero);
        _janitor.With("p.yaml", $$"""
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: clips, namespace: media }
            spec:
              target: { bucket: { name: {{bucket}}, endpoint: "{{server.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
              rules: [ { name: old, match: { olderThan: 30d } } ]
            """).With("secrets/s3/accessKeyId", server.AccessKey).With("secrets/s3/secretAccessKey", server.SecretKey);

        var there = await _janitor.RunAsync("migrate", "--from", "dir:data", "--to", $"s3://{bucket}/new/", "-f", "p.yaml", "--secrets", "secrets", "-o", "ndjson");
        var back = await _janitor.RunAsync("migrate", "--from", $"s3://{bucket}/new/?endpoint={server.Endpoint}&secret=s3", "--to", "dir:back", "--secrets", "secrets");

        Assert.Equal((0, string.Empty), (there.Code, there.Errors));
        using var item = JsonDocument.Parse(there.OutputLines[0]);
        Assert.Equal(("a/one", "copied"), (item.RootElement.GetProperty("path").GetString(), item.RootElement.GetProperty("outcome").GetString()));
        Assert.StartsWith("""{"report":""", there.OutputLines[1], StringComparison.Ordinal);
        Assert.Equal((0, string.Empty), (back.Code, back.Errors));
        Assert.True(File.Exists(Path.Combine(_janitor.Folder, "back/a/one")));
    }

    [Fact]
    public async Task Migrate_SomethingElseAtTheDestination_IsLeftAndCode3()
    {
        _janitor.Item("a", TimeSpan.Zero).Item("b", TimeSpan.Zero);
        _janitor.With("copy/a", "mine");

        var result = await _janitor.RunAsync("migrate", "--from", "dir:data", "--to", "dir:copy", "--delete-source");

        Assert.Equal(3, result.Code);
        Assert.Contains("other content is at the destination", result.Output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_janitor.Folder, "copy/a")));
        Assert.Equal(["a"], _janitor.Items);
    }

    [Fact]
    public async Task Migrate_Interrupted_ReportsAndTheNextRunGoesOn()
    {
        for (var i = 0; i < 20; i++)
            _janitor.Item($"{i:00}", TimeSpan.Zero, 1 << 20);
        string[] migrate = ["migrate", "--from", "dir:data", "--to", "dir:copy", "--transfers", "1"];

        using var process = _janitor.Start([.. migrate, "-o", "ndjson", "--bandwidth", "10Mi"]);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        using var kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        var next = await _janitor.RunAsync([.. migrate, "-o", "json"]);

        Assert.Equal(1, process.ExitCode);
        using var report = JsonDocument.Parse(lines[^1]);
        var copied = report.RootElement.GetProperty("report").GetProperty("copied").GetInt32();
        Assert.InRange(copied, 1, 19);
        Assert.Equal(copied, lines.Length);
        using var rest = JsonDocument.Parse(next.Output);
        Assert.Equal((0, 20 - copied, copied), (next.Code, rest.RootElement.GetProperty("copied").GetInt32(), rest.RootElement.GetProperty("present").GetInt32()));
        Assert.Equal(20, Directory.GetFiles(Path.Combine(_janitor.Folder, "copy")).Length);
    }

    [Theory]
    [InlineData("--transfers", "0", "--transfers: \"0\" is no number from 1 to 256")]
    [InlineData("--bandwidth", "fast", "--bandwidth: \"fast\" is not a Kubernetes quantity such as 100k, 500Mi, 1Gi or 1.5G, from 1 to below 2Gi")]
    public async Task Migrate_AMistakenOption_IsCode2(string option, string value, string error)
    {
        var result = await _janitor.RunAsync("migrate", "--from", "dir:data", "--to", "dir:copy", option, value);

        Assert.Equal((2, error), (result.Code, result.ErrorLines[0]));
    }

    [Theory]
    [InlineData("data", "dir:copy", "--from data: write dir:PATH for a directory or s3://BUCKET/PREFIX for a bucket")]
    [InlineData("dir:nowhere", "dir:copy", "--from dir:nowhere: there is no such directory; create it, or name another")]
    [InlineData("dir:data", "dir:data/sub", "--to dir:data/sub: one of source and destination lies in the other; name places that have nothing in common")]
    [InlineData("dir:data", "s3://videos?port=9", "--to s3://videos?port=9: \"port=9\" is no setting of a bucket; there are endpoint=…, region=…, pathStyle=…, secret=…")]
    public async Task Migrate_WhatCannotBe_IsCode2AndTouchesNothing(string from, string to, string error)
    {
        var result = await _janitor.RunAsync("migrate", "--from", from, "--to", to);

        Assert.Equal((2, $"error: {error}"), (result.Code, result.ErrorLines[^1]));
        Assert.Equal(["data"], Directory.GetFileSystemEntries(_janitor.Folder).Select(Path.GetFileName));
    }
}
