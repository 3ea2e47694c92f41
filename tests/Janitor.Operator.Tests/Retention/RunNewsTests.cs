using System.Text;
using Janitor.Api;
using Janitor.Api.Notifications;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Hosting;
using Janitor.Operator.Ledger;
using Janitor.Operator.Metrics;
using Janitor.Operator.Notifications;
using Janitor.Operator.Retention;
using Janitor.Operator.Tests.Notifications;
using Janitor.TestBench;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Janitor.Operator.Tests.Retention;

public sealed class RunNewsTests
{
    [Fact]
    public async Task Looked_PressureComesAndGoes_IsToldOnceEachAlsoWhereTheStatusIsBehind()
    {
        await using var server = await WebhookServer.StartAsync();
        await TellAsync(server, news =>
        {
            news.Looked(Work(null, "Unknown"));
            news.Looked(Work(null, "False"));
            news.Looked(Work("False", "True"));
            // The cache does not have the new status yet.
            news.Looked(Work("False", "True", minutes: 1));
            news.Looked(Work("True", "True"));
            news.Looked(Work("True", "Unknown"));
            news.Looked(Work("Unknown", "True"));
            news.Looked(Work("True", null));
            news.Looked(Work("True", "False"));
            news.Looked(Work("False", "True", minutes: 2));
        });

        Assert.Equal(["Pressure", "Pressure", "Recovered"], Events(server));
    }

    [Fact]
    public async Task Looked_OperatorStartedAnewUnderPressure_TellsItsEnd()
    {
        await using var server = await WebhookServer.StartAsync();

        await TellAsync(server, news =>
        {
            news.Looked(Work("True", "True"));
            news.Looked(Work("True", "False"));
        });

        Assert.Equal(["Recovered"], Events(server));
    }

    [Fact]
    public async Task Ended_Preview_IsNotTold()
    {
        await using var server = await WebhookServer.StartAsync();

        await TellAsync(server, news =>
        {
            news.Ended(Policy(), new RunSummary { Id = "r1", Trigger = RunTrigger.Plan, Outcome = "Failed" });
            news.Ended(Policy(), new RunSummary { Id = "r2", Trigger = RunTrigger.Manual, Outcome = "Failed" });
            news.Ended(Policy(), new RunSummary { Id = "r2", Trigger = RunTrigger.Manual, Outcome = "Failed" });
        });

        Assert.Contains("\"run\":\"r2\"", Assert.Single(server.Bodies), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Events(WebhookServer server) => server.Bodies.Select(body => (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["event"]!).Order();

    private static RetentionPolicy Policy() => Policies.OfVolume(spec => spec.Notify =
    [
        new Notification { WebhookSecretRef = new SecretKeyReference { Name = "slack", Key = "url" }, Events = [NotificationEvent.Failed, NotificationEvent.Pressure, NotificationEvent.Recovered] },
    ]);

    private static PolicyWork Work(string? before, string? after, int minutes = 0)
    {
        var policy = Policy();
        policy.Status = Policies.StatusOf(status => status.Conditions = Conditions(before));
        var work = new PolicyWork(policy, Policies.Noon.AddMinutes(minutes));
        work.Conditions.Remove("StoragePressure");
        if (after is not null)
            work.Conditions.Set("StoragePressure", after == "Unknown" ? null : after == "True", "Test", "more than 95%");
        return work;
    }

    private static Condition[] Conditions(string? status) => status is null ? [] : [new Condition { Type = "StoragePressure", Status = status, LastTransitionTime = Policies.Noon }];

    private static async Task TellAsync(WebhookServer server, Action<RunNews> tell)
    {
        var client = new Mock<IKubernetesClient>();
        client.Setup(one => one.GetAsync<Secret>("slack", "media", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Secret { Data = new Dictionary<string, byte[]> { ["url"] = Encoding.UTF8.GetBytes(server.Url) } });
        using var webhooks = new WebhookClient(new SecretReader(client.Object), TimeProvider.System);
        using var counted = new NotificationMetrics();
        using var metrics = new RunMetrics();
        await using var link = new LedgerLink(new LedgerOptions(null), NullLogger<LedgerLink>.Instance);
        using var history = new RunHistory(link);
        await using var notifier = new Notifier(webhooks, Mock.Of<IEventRecorder>(), counted, TimeProvider.System, NullLogger<Notifier>.Instance);
        tell(new RunNews(Mock.Of<IEventRecorder>(), metrics, history, notifier, NullLogger<RunNews>.Instance));
        await Eventually.HoldsAsync(() => notifier.Waiting == 0);
    }
}
