using System.Text.Json.Nodes;
using Janitor.Operator.Tests.Backups;
using Janitor.TestBench;

namespace Janitor.Operator.Tests.Status;

/// <summary>What Argo CD makes of our objects by <c>config/argocd</c>: real ones, judged by a real Lua 5.1, the language of Argo CD's own interpreter.</summary>
public sealed class ArgoHealthTests
{
    private const string OldFiles = "rules: [ { name: old, match: { olderThan: 1h } } ]";

    [Fact]
    public async Task Judge_PolicyThatRan_IsHealthyUntilItIsSuspended()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles));
        Assert.Equal("Healthy: accepted", await WaitAsync(bench, "Healthy"));

        await bench.KubectlAsync("patch", "retentionpolicy", "clips", "--type=merge", "-p", """{"spec":{"suspend":true}}""");

        await WaitAsync(bench, "Suspended");
    }

    [Fact]
    public async Task Judge_SpecThatOnlyTheUserCanMend_IsDegraded()
    {
        await using var bench = await OperatorBench.StartAsync();

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", "rules: [ { name: old, match: { include: ['../x'], olderThan: 1h } } ]"));

        Assert.StartsWith("Degraded: spec.rules[0].match.include[0]: ", await WaitAsync(bench, "Degraded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judge_WhatMayPass_IsProgressing()
    {
        await using var bench = await OperatorBench.StartAsync();

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles).Replace("claimName: scratch", "claimName: later", StringComparison.Ordinal));

        await bench.WaitAsync("clips", status => status["conditions"] is not null);
        Assert.StartsWith("Progressing: claim later is missing", await JudgeAsync(await bench.GetAsync("retentionpolicy", "clips")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judge_RunThatFailed_IsDegraded()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Write("a", TimeSpan.FromHours(2));
        bench.Write("b", TimeSpan.FromHours(2));

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", $"{OldFiles}\nlimits: {{ maxDeletePercent: 1% }}"));

        await WaitAsync(bench, "Degraded");
    }

    [Fact]
    public async Task Judge_ScheduleAndRestore_AreHealthyUntilABackupFails()
    {
        await using var bench = await BackupsBench.StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.BackUpAsync("1");
        await WaitAsync(bench.Cluster, "Healthy", "backupschedule", "nightly");
        await bench.Cluster.ApplyAsync(BackupsBench.RestoreYaml($"from: {{ schedule: nightly }}\nparts: [ {{ name: {bench.DatabaseName}, to: {{ postgres: {{ database: {bench.DatabaseName}_copy }} }} }} ]"));
        await WaitAsync(bench.Cluster, "Healthy", "restores.janitor.dev", "back");

        await PostgresServer.ExecuteAsync(bench.Sibling("postgres"), $"drop database {bench.DatabaseName}");
        await bench.Cluster.KubectlAsync("annotate", "--overwrite", "backupschedule", "nightly", "janitor.dev/run-at=2");

        await WaitAsync(bench.Cluster, "Degraded", "backupschedule", "nightly");
    }

    [Fact]
    public async Task Judge_NobodyLookedAtItYet_IsProgressing() => Assert.Equal(
        "Progressing: waiting for the operator",
        await JudgeAsync(JsonNode.Parse("""{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":-1}}""")!));

    private static async Task<string> WaitAsync(OperatorBench bench, string status, string kind = "retentionpolicy", string name = "clips")
    {
        var health = string.Empty;
        await Eventually.HoldsAsync(async () => (health = await JudgeAsync(await bench.GetAsync(kind, name))).StartsWith(status, StringComparison.Ordinal));
        return health;
    }

    private static async Task<string> JudgeAsync(JsonNode judged)
    {
        var lines = await File.ReadAllLinesAsync(Repository.PathOf("config/argocd/argocd-cm.yaml"));
        var script = string.Join('\n', lines.SkipWhile(line => !line.EndsWith('|')).Skip(1).TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)));
        var health = await Command.RunAsync("lua5.1", ["-"], $"obj = {Lua(judged)}\nlocal health = (function()\n{script}\nend)()\nprint(health.status .. ': ' .. health.message)");
        return health.TrimEnd('\n');
    }

    /// <summary>JSON as a Lua table.</summary>
    private static string Lua(JsonNode? node) => node switch
    {
        JsonObject fields => $"{{{string.Join(',', fields.Select(field => $"[{Quoted(field.Key)}]={Lua(field.Value)}"))}}}",
        JsonArray items => $"{{{string.Join(',', items.Select(Lua))}}}",
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => Quoted((string)value!),
        null => "nil",
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
