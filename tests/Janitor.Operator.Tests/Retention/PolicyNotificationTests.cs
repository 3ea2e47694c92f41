using Janitor.Operator.Tests.Notifications;
using Janitor.TestBench;

namespace Janitor.Operator.Tests.Retention;

public sealed class PolicyNotificationTests
{
    [Fact]
    public async Task Apply_RunFails_IsPostedToTheWebhook()
    {
        await using var server = await WebhookServer.StartAsync();
        await using var bench = await OperatorBench.StartAsync();
        await bench.KubectlAsync("create", "secret", "generic", "slack", $"--from-literal=url={server.Url}");
        bench.Write("old", TimeSpan.FromHours(2));

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", """
            rules: [ { name: old, match: { olderThan: 1h } } ]
            limits: { maxDeletePercent: 1% }
            notify:
              - { webhookSecretRef: { name: slack, key: url }, format: Slack, events: [Failed] }
              - { webhookSecretRef: { name: slack, key: url } }
              - { webhookSecretRef: { name: slack, key: url }, events: [Succeeded, Partial, Pressure] }
            """));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        await Eventually.HoldsAsync(() => server.Bodies.Count == 2);
        var slack = server.Bodies.Single(body => body.StartsWith("{\"text\"", StringComparison.Ordinal));
        Assert.Contains($"*RetentionPolicy {bench.Namespace}/clips: a run was refused because of a limit*", slack, StringComparison.Ordinal);
        Assert.Contains($"run: {status["lastRun"]!["id"]}", slack, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"LimitReached\"", server.Bodies.Single(body => body != slack), StringComparison.Ordinal);
        Assert.Contains("janitor_notifications_total{outcome=\"sent\"}", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SecretOfTheWebhookIsMissing_RunsAndSaysSo()
    {
        await using var bench = await OperatorBench.StartAsync();

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", """
            rules: [ { name: old, match: { olderThan: 1h } } ]
            notify: [ { webhookSecretRef: { name: slack, key: url }, events: [Succeeded] } ]
            """));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null && OperatorBench.Condition(status, "Ready") == "True/Succeeded");
        Assert.Equal("Succeeded", (string?)status["lastRun"]!["outcome"]);
        await Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events", "-o", "jsonpath={.items[*].message}")).Contains("Secret slack is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_EventThatNeverHappens_IsToldInTheStatus()
    {
        await using var bench = await OperatorBench.StartAsync();

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", """
            rules: [ { name: old, match: { olderThan: 1h } } ]
            notify: [ { webhookSecretRef: { name: slack, key: url }, events: [BackupStale] } ]
            """));

        await bench.WaitAsync("clips", status => OperatorBench.Condition(status, "Stalled") == "True/InvalidSpec"
            && status["conditions"]!.ToJsonString().Contains("spec.notify[0].events[0]: BackupStale never happens to a RetentionPolicy", StringComparison.Ordinal));
    }
}
