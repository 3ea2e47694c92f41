using System.Net;

namespace Janitor.Operator.Tests.Metrics;

public sealed class MetricsAccessTests
{
    [Fact]
    public async Task Read_Guarded_OnlyForThoseWhoMayGetMetrics()
    {
        await using var bench = await OperatorBench.StartAsync(settings => settings with { MetricsSecure = true });
        await bench.GiveRoleAsync("system:auth-delegator");
        await bench.ApplyAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: metrics-reader }
            rules: [ { nonResourceURLs: [/metrics], verbs: [get] } ]
            """);

        Assert.Equal(HttpStatusCode.OK, (await bench.ReadAsync("/metrics", await bench.CreateUserAsync("metrics-reader"))).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await bench.ReadAsync("/metrics", await bench.CreateUserAsync())).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bench.ReadAsync("/metrics", "nobody's")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bench.ReadAsync("/metrics")).Code);
        // Probes come without a token.
        Assert.Equal(HttpStatusCode.OK, (await bench.ReadAsync("/healthz")).Code);
    }

    [Fact]
    public async Task Read_GuardedAndTheOperatorMayNotAsk_IsNotShown()
    {
        await using var bench = await OperatorBench.StartAsync(settings => settings with { MetricsSecure = true });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await bench.ReadAsync("/metrics", await bench.CreateUserAsync())).Code);
    }
}
