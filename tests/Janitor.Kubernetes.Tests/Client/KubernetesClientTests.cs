using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class KubernetesClientTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/test.example/v1/namespaces/default/widgets";

    [Fact]
    public async Task GetAsync_ThereIsOne_IsRead()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Json("""
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default","creationTimestamp":null,"unheardOf":[1]},"data":{"k":"v"}}
            """));

        var map = await cluster.Client.GetAsync<ConfigMap>("a", "default", default);

        Assert.Equal("v", map!.Data!["k"]);
        Assert.Null(map.Metadata.CreationTimestamp);
    }

    [Fact]
    public async Task GetAsync_ThereIsNone_IsNull()
    {
        await using var cluster = await ScriptedCluster.StartAsync();

        Assert.Null(await cluster.Client.GetAsync<ConfigMap>("a", "default", default));
    }

    [Fact]
    public async Task GetAsync_NotFoundInWordsOfSomebodyElse_Fails()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", $"{Maps}/a", ScriptedAnswer.Text("404 page not found\n", 404));

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.GetAsync<ConfigMap>("a", "default", default));

        Assert.True(error.IsNotFound);
        Assert.Equal("get configmaps a in namespace default: 404 Not Found: 404 page not found", error.Message);
    }

    [Fact]
    public async Task GetAsync_Namespaced_NeedsNamespace()
    {
        await using var cluster = await ScriptedCluster.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.GetAsync<ConfigMap>("a", null, default));
    }

    [Fact]
    public async Task CreateAsync_Object_SendsItWithFieldManagerAndReadsAnswer()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("POST", Maps, ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "7"), 201));

        var made = await cluster.Client.CreateAsync(Map("a"), default);

        Assert.Equal("7", made.Metadata.ResourceVersion);
        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal("janitor", request.Value("fieldManager"));
        AssertJson("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"v"}}""", request.Json);
    }

    [Fact]
    public async Task ApplyAsync_ObjectThatWasRead_SendsNothingOfTheServersNorStatus()
    {
        await using var cluster = await ScriptedCluster.StartAsync(options: new KubernetesClientOptions { FieldManager = "tester" });
        cluster.Server.On("PATCH", $"{Widgets}/w", ScriptedAnswer.Json(ScriptedAnswer.Object("Widget", "w", "8", apiVersion: "test.example/v1")));

        await cluster.Client.ApplyAsync(ReadWidget(), default);

        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal(("tester", "true"), (request.Value("fieldManager"), request.Value("force")));
        Assert.Equal("application/apply-patch+yaml", request.Header("Content-Type"));
        AssertJson(
            """{"apiVersion":"test.example/v1","kind":"Widget","metadata":{"name":"w","namespace":"default","labels":{"a":"b"}},"spec":{"size":3}}""", request.Json);
    }

    [Fact]
    public async Task ApplyStatusAsync_ObjectThatWasRead_SendsStatusAndNamesAlone()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("PATCH", $"{Widgets}/w/status", ScriptedAnswer.Json(ScriptedAnswer.Object("Widget", "w", "8", apiVersion: "test.example/v1")));

        await cluster.Client.ApplyStatusAsync(ReadWidget(), default);

        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal(("janitor", "true"), (request.Value("fieldManager"), request.Value("force")));
        AssertJson(
            """{"apiVersion":"test.example/v1","kind":"Widget","metadata":{"name":"w","namespace":"default"},"status":{"phase":"Done"}}""", request.Json);
    }

    [Fact]
    public async Task MergeAsync_Patch_IsSentAsMergePatch()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("PATCH", $"{Maps}/a", ScriptedAnswer.Json(ScriptedAnswer.Object("ConfigMap", "a", "8")));
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };

        await cluster.Client.MergeAsync<ConfigMap>("a", "default", patch, default);

        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal("application/merge-patch+json", request.Header("Content-Type"));
        AssertJson("""{"metadata":{"finalizers":null}}""", request.Json);
    }

    [Fact]
    public async Task DeleteAsync_WithUid_SendsPreconditionAndBackground()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("DELETE", $"{Maps}/a", ScriptedAnswer.Json("""{"kind":"Status","status":"Success"}"""));

        Assert.True(await cluster.Client.DeleteAsync<ConfigMap>("a", "default", "u-1", default));

        AssertJson(
            """{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background","preconditions":{"uid":"u-1"}}""",
            Assert.Single(cluster.Server.Requests).Json);
    }

    [Fact]
    public async Task DeleteAsync_ThereIsNone_IsFalse()
    {
        await using var cluster = await ScriptedCluster.StartAsync();

        Assert.False(await cluster.Client.DeleteAsync<ConfigMap>("a", "default", null, default));
    }

    [Fact]
    public async Task GetAsync_MetadataOnly_AsksForItAndKeepsKind()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", "/api/v1/namespaces/default/secrets/s", ScriptedAnswer.Json(
            ScriptedAnswer.Object("PartialObjectMetadata", "s", "5", apiVersion: "meta.k8s.io/v1")));

        var secret = await cluster.Client.GetAsync<SecretMetadata>("s", "default", default);

        Assert.Equal(("v1", "Secret"), (secret!.ApiVersion, secret.Kind));
        Assert.Equal("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", Assert.Single(cluster.Server.Requests).Header("Accept"));
    }

    [Fact]
    public async Task ApplyAsync_MetadataOnly_IsRefused()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var secret = new SecretMetadata { Metadata = new ObjectMeta { Name = "s", Namespace = "default" } };

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.ApplyAsync(secret, default));

        Assert.Empty(cluster.Server.Requests);
    }

    [Fact]
    public async Task GetTextAsync_Path_IsReadAsItIs()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", "/api/v1/namespaces/default/pods/p/log", ScriptedAnswer.Text("line 1\nline 2\n"));

        Assert.Equal("line 1\nline 2\n", await cluster.Client.GetTextAsync("api/v1/namespaces/default/pods/p/log?tailLines=2", default));
        Assert.Equal("2", Assert.Single(cluster.Server.Requests).Value("tailLines"));
    }

    [Fact]
    public async Task PostAsync_Object_ReadsAnotherKindOfAnswer()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("POST", "/apis/test.example/v1/reviews", ScriptedAnswer.Json(ScriptedAnswer.Object("Widget", "w", "1")));

        var answer = await cluster.Client.PostAsync<ConfigMap, Widget>("apis/test.example/v1/reviews", Map("a"), default);

        Assert.Equal("w", answer.Metadata.Name);
    }

    internal static ConfigMap Map(string name) =>
        new() { Metadata = new ObjectMeta { Name = name, Namespace = "default" }, Data = new Dictionary<string, string> { ["k"] = "v" } };

    private static Widget ReadWidget() => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "w",
            Namespace = "default",
            Uid = "u",
            ResourceVersion = "7",
            Generation = 2,
            CreationTimestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Labels = new Dictionary<string, string> { ["a"] = "b" },
        },
        Spec = new WidgetSpec { Size = 3 },
        Status = new WidgetStatus { Phase = "Done" },
    };

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nfound    {actual.ToJsonString()}");
}
