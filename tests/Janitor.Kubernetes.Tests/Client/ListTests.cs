using Janitor.Kubernetes.Client;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class ListTests
{
    private const string Maps = "/api/v1/configmaps";

    [Fact]
    public async Task ListAsync_ItemsWithoutKind_GetIt()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.List("10", """{"metadata":{"name":"a"}}""", """{"metadata":{"name":"b"}}"""));

        var list = await cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default);

        Assert.Equal(("10", null), (list.ResourceVersion, list.Continue));
        Assert.Equal(["a", "b"], list.Items.Select(item => item.Metadata.Name));
        Assert.All(list.Items, item => Assert.Equal(("v1", "ConfigMap"), (item.ApiVersion, item.Kind)));
    }

    [Fact]
    public async Task ListAsync_FirstPage_AsksForVersionAndSelectors()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", "/api/v1/namespaces/n/configmaps", ScriptedAnswer.Page("10", "more+/="));
        var options = new ListOptions { Namespace = "n", LabelSelector = "a=b,c!=d", FieldSelector = "metadata.name=x", ResourceVersion = "9", Limit = 500 };

        var list = await cluster.Client.ListAsync<ConfigMap>(options, default);

        Assert.Equal("more+/=", list.Continue);
        var query = Assert.Single(cluster.Server.Requests).Query;
        Assert.Equal(
            ["fieldSelector=metadata.name=x", "labelSelector=a=b,c!=d", "limit=500", "resourceVersion=9", "resourceVersionMatch=NotOlderThan"],
            query.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListAsync_LaterPage_DoesNotNameTheVersion()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.List("10"));

        await cluster.Client.ListAsync<ConfigMap>(new ListOptions { ResourceVersion = "9", Limit = 500, Continue = "more+/=" }, default);

        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal(("more+/=", null, null), (request.Value("continue"), request.Value("resourceVersion"), request.Value("resourceVersionMatch")));
    }

    [Fact]
    public async Task ListAsync_AnyVersionWillDo_IsSentAsItIs()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.List("10"));

        await cluster.Client.ListAsync<ConfigMap>(new ListOptions { ResourceVersion = "0" }, default);

        var request = Assert.Single(cluster.Server.Requests);
        Assert.Equal(("0", null), (request.Value("resourceVersion"), request.Value("resourceVersionMatch")));
    }

    [Fact]
    public async Task ListAsync_ObjectThatCannotBeDecoded_IsAProblemAndTheRestIsThere()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.List(
            "10", """{"metadata":{"name":"a"}}""", """{"metadata":{"name":"bad","namespace":"n"},"data":["no map"]}""", "null", """{"metadata":{"name":"c"}}"""));

        var list = await cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default);

        Assert.Equal(["a", "c"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal(2, list.Problems.Count);
        Assert.StartsWith("configmaps n/bad: ", list.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_NoItems_IsEmptyWhetherNullOrEmpty()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.Json("""{"metadata":{"resourceVersion":"3"},"items":null}"""), ScriptedAnswer.List("4"));

        Assert.Empty((await cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default)).Items);
        Assert.Empty((await cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default)).Items);
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"items":{}}""")]
    [InlineData("[]")]
    [InlineData("<html>sign in</html>")]
    [InlineData("")]
    [InlineData("""{"metadata":{"resourceVersion":"3"},"items":[{"metadata":{"name":"a"}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"3"},"items":[]} more""")]
    public async Task ListAsync_SomethingElse_IsAnApiExceptionAndNoEmptyList(string body)
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.Json(body));

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default));

        Assert.Equal(0, error.Code);
        Assert.StartsWith("list configmaps: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_CutOffInTheMiddle_IsAnApiExceptionWithCode0()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.WatchThenCut("""{"metadata":{"resourceVersion":"3"},"items":[{"metadata":{"name":"a"}},"""));

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ListAsync<ConfigMap>(new ListOptions(), default));

        Assert.Equal(0, error.Code);
    }

    [Fact]
    public async Task ListAsync_PageThatIsGone_IsAnApiExceptionWithCode410()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", Maps, ScriptedAnswer.Failure(410, "Expired", "The provided continue parameter is too old"));

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ListAsync<ConfigMap>(new ListOptions { Continue = "x" }, default));

        Assert.True(error.IsExpired);
        Assert.Equal("Expired", error.Reason);
    }

    [Fact]
    public async Task ListAsync_MetadataOnly_AsksForAListOfIt()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.Server.On("GET", "/api/v1/secrets", ScriptedAnswer.List("10", """{"metadata":{"name":"s"}}"""));

        var list = await cluster.Client.ListAsync<Core.SecretMetadata>(new ListOptions(), default);

        Assert.Equal("Secret", Assert.Single(list.Items).Kind);
        Assert.Equal("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", Assert.Single(cluster.Server.Requests).Header("Accept"));
    }
}
