using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Kubernetes.Tests.Client;

/// <summary>What the real API server makes of our requests.</summary>
public sealed class RealApiServerTests
{
    private const string WidgetDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: widgets.test.example }
        spec:
          group: test.example
          scope: Namespaced
          names: { kind: Widget, listKind: WidgetList, plural: widgets, singular: widget }
          versions:
          - name: v1
            served: true
            storage: true
            subresources: { status: {} }
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: { type: object, properties: { size: { type: integer, maximum: 9 }, colour: { type: string } } }
                  status:
                    type: object
                    properties:
                      phase: { type: string }
                      conditions: { type: array, items: { type: object, x-kubernetes-preserve-unknown-fields: true } }
        """;

    private static readonly Lazy<Task> WidgetsDefined = new(async () =>
    {
        var server = await ApiServer.StartAsync();
        await server.KubectlAsync(["apply", "-f", "-"], WidgetDefinition);
        await server.KubectlAsync(["wait", "--for=condition=Established", "--timeout=30s", "crd/widgets.test.example"]);
    });

    [Fact]
    public async Task Exec_PodOfANode_GoesThroughTheServerToItsKubelet()
    {
        using var pki = new TestCertificates();
        using var certificate = pki.Server("127.0.0.1");
        await using var kubelet = await ExecServer.StartAsync(
            async (socket, _) =>
            {
                await ExecServer.SendAsync(socket, 2, "no space");
                await ExecServer.SendAsync(socket, 3, """{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}""");
            },
            certificate);
        using var cluster = await RealCluster.StartAsync();
        var node = cluster.Namespace;
        await cluster.Server.KubectlAsync(["apply", "--namespace", cluster.Namespace, "-f", "-"], $$"""
            apiVersion: v1
            kind: Node
            metadata: { name: {{node}} }
            status: { addresses: [{ type: InternalIP, address: 127.0.0.1 }], daemonEndpoints: { kubeletEndpoint: { Port: {{kubelet.Address.Port}} } } }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: web-0 }
            spec: { nodeName: {{node}}, automountServiceAccountToken: false, containers: [{ name: app, image: i }] }
            """);
        using var nobody = RealCluster.ClientOf(cluster.Server.WriteKubeconfig(cluster.Server.AddUser().Token));

        var result = await cluster.Client.ExecAsync(cluster.Namespace, "web-0", "app", ["sh", "-c", "echo \"a b\"", ""], default);
        var refused = await Assert.ThrowsAsync<ApiException>(() => nobody.ExecAsync(cluster.Namespace, "web-0", "app", ["true"], default));

        Assert.Equal(new ExecResult(7, string.Empty, "no space"), result);
        Assert.StartsWith($"/exec/{cluster.Namespace}/web-0/app?", kubelet.Asked, StringComparison.Ordinal);
        Assert.Contains("command=sh&command=-c&command=echo+%22a+b%22&command=&", kubelet.Asked, StringComparison.Ordinal);
        Assert.True(refused.IsForbidden);
        Assert.Contains("cannot get resource \"pods/exec\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateGetDelete_ConfigMap_GoesAllTheWay()
    {
        using var cluster = await RealCluster.StartAsync();

        var made = await cluster.Client.CreateAsync(Map(cluster, "a"), default);
        var read = await cluster.Client.GetAsync<ConfigMap>("a", cluster.Namespace, default);

        Assert.Equal("v", read!.Data!["k"]);
        Assert.Equal((made.Metadata.Uid, made.Metadata.ResourceVersion), (read.Metadata.Uid, read.Metadata.ResourceVersion));
        Assert.True(await cluster.Client.DeleteAsync<ConfigMap>("a", cluster.Namespace, made.Metadata.Uid, default));
        Assert.False(await cluster.Client.DeleteAsync<ConfigMap>("a", cluster.Namespace, null, default));
        Assert.Null(await cluster.Client.GetAsync<ConfigMap>("a", cluster.Namespace, default));
    }

    [Fact]
    public async Task CreateAsync_ThereIsOne_AlreadyExists()
    {
        using var cluster = await RealCluster.StartAsync();
        await cluster.Client.CreateAsync(Map(cluster, "a"), default);

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.CreateAsync(Map(cluster, "a"), default));

        Assert.True(error.IsConflict);
        Assert.Equal("AlreadyExists", error.Reason);
    }

    [Fact]
    public async Task DeleteAsync_AnotherUid_ConflictAndItStays()
    {
        using var cluster = await RealCluster.StartAsync();
        await cluster.Client.CreateAsync(Map(cluster, "a"), default);

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.DeleteAsync<ConfigMap>("a", cluster.Namespace, "other", default));

        Assert.Equal("Conflict", error.Reason);
        Assert.NotNull(await cluster.Client.GetAsync<ConfigMap>("a", cluster.Namespace, default));
    }

    [Fact]
    public async Task GetAsync_ResourceThatIsUnknown_FailsInPlaceOfNull()
    {
        using var cluster = await RealCluster.StartAsync();

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.GetAsync<Gadget>("a", cluster.Namespace, default));

        Assert.True(error.IsNotFound);
    }

    [Fact]
    public async Task ListAsync_Pages_EachWithTheRest()
    {
        using var cluster = await RealCluster.StartAsync();
        for (var i = 0; i < 5; i++)
            await cluster.Client.CreateAsync(Map(cluster, $"m{i}"), default);
        // The server publishes its own authority in each namespace when its controllers run.
        var options = new ListOptions { Namespace = cluster.Namespace, Limit = 2, LabelSelector = "app=test" };
        var names = new List<string>();
        var pages = 0;
        string? more = null;

        do
        {
            var page = await cluster.Client.ListAsync<ConfigMap>(options with { Continue = more }, default);
            names.AddRange(page.Items.Select(map => map.Metadata.Name));
            Assert.All(page.Items, map => Assert.Equal(("v1", "ConfigMap"), (map.ApiVersion, map.Kind)));
            more = page.Continue;
            pages++;
        }
        while (more is not null);

        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], names);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task ListAsync_LastVersionSeenWithLimit_IsNotOlder()
    {
        using var cluster = await RealCluster.StartAsync();
        var first = await cluster.Client.CreateAsync(Map(cluster, "a"), default);
        await cluster.Client.CreateAsync(Map(cluster, "b"), default);
        var options = new ListOptions { Namespace = cluster.Namespace, ResourceVersion = first.Metadata.ResourceVersion, Limit = 500, LabelSelector = "app=test" };

        var list = await cluster.Client.ListAsync<ConfigMap>(options, default);

        Assert.Equal(2, list.Items.Count);
    }

    [Fact]
    public async Task WatchAsync_ChangesAfterVersion_AreSentInOrderUntilTimeout()
    {
        using var cluster = await RealCluster.StartAsync();
        var list = await cluster.Client.ListAsync<ConfigMap>(new ListOptions { Namespace = cluster.Namespace }, default);
        await cluster.Client.CreateAsync(Map(cluster, "a"), default);
        await cluster.Client.MergeAsync<ConfigMap>("a", cluster.Namespace, new JsonObject { ["data"] = new JsonObject { ["k"] = "w" } }, default);
        await cluster.Client.DeleteAsync<ConfigMap>("a", cluster.Namespace, null, default);
        var options = new WatchOptions
        {
            Namespace = cluster.Namespace,
            ResourceVersion = list.ResourceVersion,
            LabelSelector = "app=test",
            Timeout = TimeSpan.FromSeconds(1),
        };
        var events = new List<WatchEvent<ConfigMap>>();

        await foreach (var change in cluster.Client.WatchAsync<ConfigMap>(options, default))
            events.Add(change);

        var changes = events.Where(e => e.Type != WatchEventType.Bookmark).ToList();
        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted], changes.Select(e => e.Type));
        Assert.Equal(["v", "w", "w"], changes.Select(e => e.Entity!.Data!["k"]));
        Assert.All(events, e => Assert.NotNull(e.ResourceVersion));
    }

    [Fact]
    public async Task WatchAsync_Cancelled_EndsAtOnce()
    {
        using var cluster = await RealCluster.StartAsync();
        var list = await cluster.Client.ListAsync<ConfigMap>(new ListOptions { Namespace = cluster.Namespace }, default);
        var options = new WatchOptions { Namespace = cluster.Namespace, ResourceVersion = list.ResourceVersion, Timeout = TimeSpan.FromMinutes(10) };
        using var stop = new CancellationTokenSource();
        await using var watch = cluster.Client.WatchAsync<ConfigMap>(options, stop.Token).GetAsyncEnumerator(stop.Token);
        await cluster.Client.CreateAsync(Map(cluster, "a"), default);
        Assert.True(await watch.MoveNextAsync());

        var next = watch.MoveNextAsync().AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task ListAsync_VersionOfTheFuture_IsToldAndNotRepeated()
    {
        using var cluster = await RealCluster.StartAsync();
        var options = new ListOptions { Namespace = cluster.Namespace, ResourceVersion = "999999999" };

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ListAsync<ConfigMap>(options, default).WaitAsync(TimeSpan.FromSeconds(8)));

        Assert.True(error.IsVersionTooLarge, error.Message);
    }

    [Fact]
    public async Task ApplyAsync_FieldsGivenBeforeAndNotNow_AreRemovedAndOthersStay()
    {
        await WidgetsDefined.Value;
        using var cluster = await RealCluster.StartAsync();
        var widget = NewWidget(cluster);
        await cluster.Client.ApplyAsync(widget, default);
        var label = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["o"] = "x" } } };
        await cluster.Client.MergeAsync<Widget>("w", cluster.Namespace, label, default);

        widget.Spec = new WidgetSpec { Size = 4 };
        var applied = await cluster.Client.ApplyAsync(widget, default);

        Assert.Equal((4, null), (applied.Spec!.Size, applied.Spec.Colour));
        Assert.Equal("x", applied.Metadata.Labels!["o"]);
    }

    [Fact]
    public async Task ApplyAsync_ObjectThatWasRead_OwnsNothingOfTheServers()
    {
        await WidgetsDefined.Value;
        using var cluster = await RealCluster.StartAsync();
        var read = await cluster.Client.CreateAsync(NewWidget(cluster), default);

        read.Spec!.Size = 5;
        Assert.Equal(5, (await cluster.Client.ApplyAsync(read, default)).Spec!.Size);
    }

    [Fact]
    public async Task ApplyStatusAsync_Status_IsOwnedAloneAndSpecIsNot()
    {
        await WidgetsDefined.Value;
        using var cluster = await RealCluster.StartAsync();
        await cluster.Server.KubectlAsync(
            ["apply", "-n", cluster.Namespace, "-f", "-"],
            """{"apiVersion":"test.example/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":3,"colour":"red"}}""");
        var widget = (await cluster.Client.GetAsync<Widget>("w", cluster.Namespace, default))!;
        var changed = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero);
        widget.Status = new WidgetStatus
        {
            Phase = "Done",
            Conditions = [new Condition { Type = "Ready", Status = "True", LastTransitionTime = changed, Reason = "R" }],
        };

        var applied = await cluster.Client.ApplyStatusAsync(widget, default);

        Assert.Equal(("Done", 3), (applied.Status!.Phase, applied.Spec!.Size));
        var json = JsonNode.Parse(await cluster.Client.GetTextAsync($"apis/test.example/v1/namespaces/{cluster.Namespace}/widgets/w", default))!;
        Assert.Equal("2026-01-31T12:00:00Z", (string?)json["status"]!["conditions"]![0]!["lastTransitionTime"]);
        var ours = json["metadata"]!["managedFields"]!.AsArray().Single(entry => (string?)entry!["manager"] == "janitor")!;
        Assert.Equal(["f:status"], ours["fieldsV1"]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task ApplyStatusAsync_NoSuchObject_IsNotMade()
    {
        await WidgetsDefined.Value;
        using var cluster = await RealCluster.StartAsync();
        var widget = NewWidget(cluster);
        widget.Status = new WidgetStatus { Phase = "Done" };

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ApplyStatusAsync(widget, default));

        Assert.True(error.IsNotFound);
        Assert.Null(await cluster.Client.GetAsync<Widget>("w", cluster.Namespace, default));
    }

    [Fact]
    public async Task CreateAsync_AgainstTheSchema_SaysWhichFieldAndWhy()
    {
        await WidgetsDefined.Value;
        using var cluster = await RealCluster.StartAsync();
        var widget = NewWidget(cluster);
        widget.Spec!.Size = 10;

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.CreateAsync(widget, default));

        Assert.Equal((422, "Invalid"), (error.Code, error.Reason));
        Assert.Contains("spec.size", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MergeAsync_FieldsUnknownToTheClass_Stay()
    {
        using var cluster = await RealCluster.StartAsync();
        await cluster.Server.KubectlAsync(
            ["apply", "-n", cluster.Namespace, "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"binaryData":{"b":"AQ=="}}""");

        await cluster.Client.MergeAsync<ConfigMap>("a", cluster.Namespace, new JsonObject { ["data"] = new JsonObject { ["k"] = "v" } }, default);

        Assert.Equal("AQ==", await cluster.Server.KubectlAsync(["get", "cm", "a", "-n", cluster.Namespace, "-o", "jsonpath={.binaryData.b}"]));
    }

    [Fact]
    public async Task MergeAsync_VersionThatIsNotTheLast_IsAConflictThatReadingAgainSolves()
    {
        using var cluster = await RealCluster.StartAsync();
        var stale = await cluster.Client.CreateAsync(Map(cluster, "a"), default);
        await cluster.Client.MergeAsync<ConfigMap>("a", cluster.Namespace, Patch(null, "other"), default);
        var (tries, version) = (0, stale.Metadata.ResourceVersion);

        var merged = await ConflictRetry.RunAsync(
            async token =>
            {
                if (tries++ > 0)
                    version = (await cluster.Client.GetAsync<ConfigMap>("a", cluster.Namespace, token))!.Metadata.ResourceVersion;
                return await cluster.Client.MergeAsync<ConfigMap>("a", cluster.Namespace, Patch(version, "mine"), token);
            },
            TimeProvider.System, default);

        Assert.Equal("mine", merged.Data!["k"]);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task ListAsync_NotAllowed_NamesVerbAndResource()
    {
        var server = await ApiServer.StartAsync();
        using var cluster = await RealCluster.StartAsync(server.AddUser());

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.ListAsync<Secret>(new ListOptions { Namespace = cluster.Namespace }, default));

        Assert.True(error.IsForbidden);
        Assert.StartsWith($"list secrets in namespace {cluster.Namespace}: 403 Forbidden: secrets is forbidden: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot list resource \"secrets\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAndWatch_MetadataOnly_ComeWithoutData()
    {
        using var cluster = await RealCluster.StartAsync();
        var secret = new Secret { Metadata = new ObjectMeta { Name = "s", Namespace = cluster.Namespace }, Data = new Dictionary<string, byte[]> { ["k"] = [1, 2] } };
        var before = await cluster.Client.ListAsync<SecretMetadata>(new ListOptions { Namespace = cluster.Namespace }, default);
        var made = await cluster.Client.CreateAsync(secret, default);
        Assert.Equal([1, 2], made.Data!["k"]);

        var list = await cluster.Client.ListAsync<SecretMetadata>(new ListOptions { Namespace = cluster.Namespace, FieldSelector = "metadata.name=s" }, default);
        var options = new WatchOptions
        {
            Namespace = cluster.Namespace,
            ResourceVersion = before.ResourceVersion,
            FieldSelector = "metadata.name=s",
            Timeout = TimeSpan.FromSeconds(10),
        };
        await using var watch = cluster.Client.WatchAsync<SecretMetadata>(options, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        Assert.Equal(("Secret", made.Metadata.Uid), (Assert.Single(list.Items).Kind, list.Items[0].Metadata.Uid));
        Assert.Equal((WatchEventType.Added, made.Metadata.Uid), (watch.Current.Type, watch.Current.Entity!.Metadata.Uid));
    }

    [Fact]
    public async Task CreateAsync_Lease_KeepsMicroseconds()
    {
        using var cluster = await RealCluster.StartAsync();
        var lease = new TestLease
        {
            Metadata = new ObjectMeta { Name = "l", Namespace = cluster.Namespace },
            Spec = new TestLeaseSpec { HolderIdentity = "me", RenewTime = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero) },
        };

        await cluster.Client.CreateAsync(lease, default);

        var text = await cluster.Client.GetTextAsync($"apis/coordination.k8s.io/v1/namespaces/{cluster.Namespace}/leases/l", default);
        Assert.Equal("2026-01-31T12:00:00.000000Z", (string?)JsonNode.Parse(text)!["spec"]!["renewTime"]);
        Assert.Equal(lease.Spec, (await cluster.Client.GetAsync<TestLease>("l", cluster.Namespace, default))!.Spec);
    }

    private static ConfigMap Map(RealCluster cluster, string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = cluster.Namespace, Labels = new Dictionary<string, string> { ["app"] = "test" } },
        Data = new Dictionary<string, string> { ["k"] = "v" },
    };

    private static Widget NewWidget(RealCluster cluster) =>
        new() { Metadata = new ObjectMeta { Name = "w", Namespace = cluster.Namespace }, Spec = new WidgetSpec { Size = 3, Colour = "red" } };

    private static JsonObject Patch(string? version, string value)
    {
        var patch = new JsonObject { ["data"] = new JsonObject { ["k"] = value } };
        if (version is not null)
            patch["metadata"] = new JsonObject { ["resourceVersion"] = version };
        return patch;
    }
}
