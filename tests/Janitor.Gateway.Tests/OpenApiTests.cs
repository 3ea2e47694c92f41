using System.Net;
using Microsoft.AspNetCore.Routing;

namespace Janitor.Gateway.Tests;

public sealed class OpenApiTests
{
    private static readonly string[] Common = ["400", "401", "403", "404", "429", "500", "503"];

    [Fact]
    public async Task Document_Asked_HasEachRouteWithItsProblems()
    {
        await using var bench = await GatewayBench.StartAsync();

        var answer = await bench.SendAsync(HttpMethod.Get, "/openapi/v1.json", key: null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var operations = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => member.Name != "parameters"), (path, operation) => (Path: path.Name, Method: operation.Name, Operation: operation.Value)).ToList();
        Assert.Equal(
            bench.Routes.Select(Written).Order(StringComparer.Ordinal),
            operations.Select(one => $"{one.Method.ToUpperInvariant()} {one.Path}").Order(StringComparer.Ordinal));
        Assert.All(operations, one => Assert.All(Common, status => Assert.Equal(
            "#/components/schemas/Problem",
            one.Operation.GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString())));
        Assert.All(operations, one => Assert.Contains(one.Operation.GetProperty("responses").EnumerateObject(), response => response.Name.StartsWith('2')));
    }

    [Fact]
    public async Task Document_Asked_DescribesBodiesAndParametersOfTheirRequests()
    {
        await using var bench = await GatewayBench.StartAsync();

        var paths = (await bench.SendAsync(HttpMethod.Get, "/openapi/v1.json", key: null)).Json.GetProperty("paths");
        var download = paths.GetProperty("/v1/namespaces/{namespace}/quotas/{quota}/tenants/{tenant}/objects/{key}:download");
        var upload = paths.GetProperty("/v1/namespaces/{namespace}/quotas/{quota}/tenants/{tenant}/uploads").GetProperty("post");

        Assert.Equal(["expires", "key", "namespace", "quota", "tenant"], download.GetProperty("parameters").EnumerateArray().Concat(download.GetProperty("get").GetProperty("parameters").EnumerateArray()).Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal("#/components/schemas/UploadRequest", upload.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal(["200", "201"], upload.GetProperty("responses").EnumerateObject().Select(one => one.Name).Where(status => status.StartsWith('2')).Order(StringComparer.Ordinal));
    }

    /// <summary>A route as the document writes it.</summary>
    private static string Written(RouteEndpoint route)
    {
        var method = route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single();
        return $"{method} {route.RoutePattern.RawText!.Replace("{**key}", "{key}:download", StringComparison.Ordinal)}";
    }
}
