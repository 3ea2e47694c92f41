using System.Net;
using Janitor.Api.Quotas;

namespace Janitor.Gateway.Tests;

public sealed class EntranceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong-key-0123456789")]
    public async Task Enter_WithoutAValidKey_IsUnauthorized(string? key)
    {
        await using var bench = await GatewayBench.StartAsync();

        var refused = await CheckAsync(bench, "acme", key);

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, refused.Problem));
    }

    [Theory]
    [InlineData(GatewayBench.AcmeKey)]
    [InlineData(GatewayBench.NewAcmeKey)]
    [InlineData(GatewayBench.AdminKey)]
    public async Task Enter_OldNewAndEveryonesKey_AreLetIn(string key)
    {
        await using var bench = await GatewayBench.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await CheckAsync(bench, "acme", key)).Status);
    }

    [Fact]
    public async Task Enter_AnotherTenant_IsAsIfThereWereNone()
    {
        await using var bench = await GatewayBench.StartAsync();

        var others = await CheckAsync(bench, "acme", GatewayBench.BetaKey);
        var missing = await bench.SendAsync(HttpMethod.Post, "/v1/namespaces/media/quotas/nothing/tenants/acme/check", new { size = 1 }, GatewayBench.BetaKey);

        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (others.Status, others.Problem));
        Assert.Equal(others.Json.GetRawText(), missing.Json.GetRawText());
    }

    [Fact]
    public async Task Complete_UploadOfAnotherTenant_IsNotFound()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync("tenants/acme/a", [1]);

        var answer = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("beta") + $"uploads/{offer.Json.GetProperty("id").GetString()}:complete", key: GatewayBench.BetaKey);

        Assert.Equal("not-found", answer.Problem);
    }

    [Fact]
    public async Task Download_ObjectOfAnotherTenant_IsNotFound()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1]);

        var answer = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("beta") + "objects/tenants/acme/a:download", key: GatewayBench.BetaKey);

        Assert.Equal("not-found", answer.Problem);
    }

    [Fact]
    public async Task Enter_MoreThanTheRate_IsTooMany()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Gateway.RequestsPerSecond = 1);

        var answers = new List<Answer>();
        for (var i = 0; i < 12; i++)
            answers.Add(await CheckAsync(bench, "acme", GatewayBench.AcmeKey));

        var refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests"), (refused.Status, refused.Problem));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await CheckAsync(bench, "acme", GatewayBench.AdminKey)).Status);
    }

    [Theory]
    [InlineData(FailurePolicy.Closed, HttpStatusCode.ServiceUnavailable)]
    [InlineData(FailurePolicy.Open, HttpStatusCode.OK)]
    public async Task Check_LedgerGone_AnswersByTheFailurePolicy(FailurePolicy policy, HttpStatusCode expected)
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Gateway.FailurePolicy = policy);
        await CheckAsync(bench, "acme", GatewayBench.AcmeKey);
        await TestBench.PostgresServer.ExecuteAsync((await TestBench.PostgresServer.StartAsync()).Uri, $"drop database {bench.Database.AbsolutePath.Trim('/')} with (force)");

        var answer = await CheckAsync(bench, "acme", GatewayBench.AcmeKey);

        Assert.Equal(expected, answer.Status);
        var upload = await bench.BeginAsync("tenants/acme/a", [1]);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable", TimeSpan.FromSeconds(5)), (upload.Status, upload.Problem, upload.RetryAfter));
    }

    private static Task<Answer> CheckAsync(GatewayBench bench, string tenant, string? key) =>
        bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant(tenant) + "check", new { size = 1 }, key);
}
