using System.Text.Json.Nodes;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Retention;

public sealed class PolicyConditionTests
{
    private const string OldFiles = "rules: [ { name: old, match: { olderThan: 1h } } ]";

    private const string BucketPolicy =
        """
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: videos }
        spec:
          target: { bucket: { name: videos, endpoint: "http://127.0.0.1:1", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          rules: [ { name: old, match: { olderThan: 1h } } ]
        """;

    [Fact]
    public async Task Apply_SpecThatNoSchemaCatches_StallsWithFieldAndRemedyUntilItIsMended()
    {
        await using var bench = await StartAsync();
        var old = bench.Write("old", TimeSpan.FromHours(2));

        await bench.ApplyAsync(PolicyYaml("clips", "rules: [ { name: old, match: { include: ['../x'], olderThan: 1h } } ]"));

        var stalled = await bench.WaitAsync("clips", status => Condition(status, "Stalled") is not null);
        Assert.Equal("False/InvalidSpec", Condition(stalled, "Ready"));
        Assert.Null(Condition(stalled, "Reconciling"));
        Assert.Equal(1L, (long)stalled["observedGeneration"]!);
        Assert.Contains("spec.rules[0].match.include[0]: \"../x\" has a .. and can never match", Message(stalled, "Ready"), StringComparison.Ordinal);
        Assert.True(File.Exists(old));

        await bench.ApplyAsync(PolicyYaml("clips", OldFiles));

        var mended = await bench.WaitAsync("clips", status => Condition(status, "Ready") == "True/Succeeded" && status["lastRun"] is not null);
        Assert.Null(Condition(mended, "Stalled"));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task Apply_OtherTarget_IsRefused()
    {
        await using var bench = await StartAsync();
        await bench.ApplyAsync(PolicyYaml("clips", OldFiles));
        await bench.WaitAsync("clips", status => status["lastRun"] is not null);

        await bench.KubectlAsync("patch", "retentionpolicy", "clips", "--type=merge", "-p", """{"spec":{"target":{"volume":{"claimName":"other"}}}}""");

        var stalled = await bench.WaitAsync("clips", status => Condition(status, "Stalled") is not null);
        Assert.Contains("spec.target: cannot be changed, and was volume scratch", Message(stalled, "Stalled"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SecretMissing_IsNotReadyAndRecoversWhenItAppears()
    {
        await using var bench = await StartAsync();

        await bench.ApplyAsync(BucketPolicy);
        var missing = await bench.WaitAsync("videos", status => Condition(status, "Ready") == "False/SecretNotFound");
        Assert.Equal("True/ProgressingWithRetry", Condition(missing, "Reconciling"));
        Assert.Equal(-1L, (long?)missing["observedGeneration"] ?? -1L);
        Assert.Contains($"Secret s3 is missing in namespace {bench.Namespace}; create it", Message(missing, "Ready"), StringComparison.Ordinal);

        await bench.KubectlAsync("create", "secret", "generic", "s3", "--from-literal=accessKeyId=a");
        await bench.WaitAsync("videos", status => Message(status, "Ready").Contains("Secret s3 has no key secretAccessKey", StringComparison.Ordinal));

        await bench.KubectlAsync("patch", "secret", "s3", "-p", """{"stringData":{"secretAccessKey":"b"}}""");
        var ran = await bench.WaitAsync("videos", status => status["lastRun"] is not null && Condition(status, "Ready") == "True/Succeeded");
        Assert.Equal("False/StoreUnavailable", Condition(ran, "LastRunSucceeded"));
        Assert.Equal("Failed", (string?)ran["lastRun"]!["outcome"]);
    }

    [Fact]
    public async Task Apply_BucketWithoutSecret_DoesNotGetTheOperatorsIdentity()
    {
        await using var bench = await StartAsync();

        await bench.ApplyAsync(BucketPolicy.Replace(", credentialsSecretRef: { name: s3 }", string.Empty, StringComparison.Ordinal));

        await bench.WaitAsync("videos", status => Condition(status, "Ready") == "False/CredentialsRequired");
    }

    [Fact]
    public async Task Apply_ClaimMissing_IsNotReadyAndRecoversWhenItAppears()
    {
        await using var bench = await StartAsync();

        await bench.ApplyAsync(PolicyYaml("clips", OldFiles).Replace("claimName: scratch", "claimName: later", StringComparison.Ordinal));
        await bench.WaitAsync("clips", status => Condition(status, "Ready") == "False/ClaimNotFound");
        await bench.ApplyAsync(ClaimYaml("later"));

        await bench.WaitAsync("clips", status => (string?)status["activeRun"]?["job"] is not null);
    }

    [Fact]
    public async Task Apply_RoleThatLacksAVerb_SaysWhichOnWhichResource()
    {
        await using var bench = await StartAsync(role: await CreateRoleWithoutAsync("create", "jobs"));
        await bench.ApplyAsync(ClaimYaml("remote"));

        await bench.ApplyAsync(PolicyYaml("clips", OldFiles).Replace("claimName: scratch", "claimName: remote", StringComparison.Ordinal));

        var refused = await bench.WaitAsync("clips", status => Condition(status, "Ready") == "False/Forbidden");
        Assert.Equal("True/ProgressingWithRetry", Condition(refused, "Reconciling"));
        Assert.Contains("cannot create resource \"jobs\" in API group \"batch\"", Message(refused, "Ready"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_NothingChanges_WritesNoStatus()
    {
        await using var bench = await StartAsync();
        await bench.ApplyAsync(PolicyYaml("clips", OldFiles));
        await bench.WaitAsync("clips", status => status["lastRun"] is not null && Condition(status, "Ready") == "True/Succeeded");
        var before = (string?)(await bench.GetAsync("retentionpolicy", "clips"))["metadata"]!["resourceVersion"];

        // A restart looks at everything once.
        await bench.StopOperatorAsync();
        await bench.StartOperatorAsync();
        await bench.ApplyAsync(PolicyYaml("other", OldFiles));
        await bench.WaitAsync("other", status => status["lastRun"] is not null);

        Assert.Equal(before, (string?)(await bench.GetAsync("retentionpolicy", "clips"))["metadata"]!["resourceVersion"]);
    }

    private static string Message(JsonNode status, string type) =>
        status["conditions"]?.AsArray().Where(condition => (string?)condition!["type"] == type).Select(condition => (string?)condition!["message"]).FirstOrDefault() ?? string.Empty;
}
