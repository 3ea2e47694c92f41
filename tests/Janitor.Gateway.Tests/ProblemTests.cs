using System.Net;
using System.Text;

namespace Janitor.Gateway.Tests;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/nothing", null, HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "check", null, HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("POST", "check", "{", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "check", "{}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "check", "{\"size\":-1}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "check", "{\"size\":1,\"sise\":1}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "objects:delete", "{\"keys\":null}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "objects:delete", "{}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "uploads", "{\"key\":\"tenants/acme/a\",\"size\":-1,\"sha256\":\"\"}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("POST", "uploads", "{\"key\":\"tenants/acme/a\",\"size\":1,\"sha256\":\"abc\"}", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("GET", "objects/tenants/acme/nothing:download", null, HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "objects/tenants/acme/nothing:download?expires=8d", null, HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("GET", "objects/tenants/acme/nothing:download?expires=0s", null, HttpStatusCode.BadRequest, "bad-request")]
    public async Task Ask_WhatCannotBe_IsAProblem(string method, string path, string? body, HttpStatusCode status, string problem)
    {
        await using var bench = await GatewayBench.StartAsync();

        var answer = await SendAsync(bench, method, path, body, "application/json");

        Assert.Equal((status, problem), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Ask_NotJson_IsUnsupported()
    {
        await using var bench = await GatewayBench.StartAsync();

        var answer = await SendAsync(bench, "POST", "check", "size=1", "application/x-www-form-urlencoded");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Ask_MoreThanAMebibyte_IsTooLarge()
    {
        await using var bench = await GatewayBench.StartAsync();

        var answer = await SendAsync(bench, "POST", "check", "{\"size\":1}" + new string(' ', 1 << 20), "application/json");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Ask_BucketThatDoesNotAnswer_IsUnavailableAndSaysWhenToComeBack()
    {
        await using var bench = await GatewayBench.StartAsync(endpoint: "http://127.0.0.1:1");

        var answer = await bench.BeginAsync("tenants/acme/a", [1]);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable", TimeSpan.FromSeconds(5)), (answer.Status, answer.Problem, answer.RetryAfter));
        Assert.Equal((0, 0, 0), await bench.UsageAsync());
    }

    private static async Task<Answer> SendAsync(GatewayBench bench, string method, string path, string? body, string type)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(bench.Address, path.StartsWith('/') ? path : GatewayBench.Tenant("acme") + path));
        request.Headers.Authorization = new("Bearer", GatewayBench.AcmeKey);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        return await Answer.OfAsync(await http.SendAsync(request));
    }
}
