using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Retention.Pressure;
using Janitor.TestBench;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Janitor.Operator.Tests.Retention.Pressure;

/// <summary>Kubelets that refuse, and claims that move: the end-to-end tests have a real kubelet, which does neither.</summary>
public sealed class PressureWatchTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Mock<IKubernetesClient> _client = new();
    private readonly Mock<INodeStats> _nodes = new();
    private readonly WarningLog _log = new();
    private readonly List<RetentionPolicy> _changed = [];
    private readonly VolumeUsages _usages;
    private readonly ObjectCache<MountingPod> _pods = new(
        new Dictionary<string, Func<MountingPod, IEnumerable<string>>> { [MountingPod.ClaimIndex] = pod => pod.Claims() }, NullLogger<ObjectCache<MountingPod>>.Instance);

    private readonly RetentionPolicy _policy = Policies.OfVolume(spec => spec.Rules =
    [
        new Rule { Name = "full", Capacity = new CapacityRule { Above = new Amount(null, new Percentage(95)), DownTo = new Amount(null, new Percentage(85)) } },
    ]);

    public PressureWatchTests()
    {
        _usages = new VolumeUsages(areWatched: true, _time);
        Place("n1");
        _client.Setup(c => c.GetAsync<Node>(It.IsAny<string>(), null, It.IsAny<CancellationToken>()))
            .ReturnsAsync((string name, string? _, CancellationToken _) => new Node { Metadata = new() { Name = name } });
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Look_AboveTheMark_AsksForALook()
    {
        Answer("n1", used: 96, available: 4);

        await Watch().LookAsync(default);

        Assert.Equal([_policy], _changed);
        Assert.Equal(96, _usages.Find(_policy)!.UsedBytes);
    }

    [Fact]
    public async Task Look_KubeletRefuses_IsSaidOnceAndNothingIsKnown()
    {
        _nodes.Setup(n => n.ReadAsync(It.IsAny<Node>(), It.IsAny<CancellationToken>())).ThrowsAsync(new ApiException(403, "Forbidden", "nodes \"n1\" is forbidden"));
        var watch = Watch();

        await watch.LookAsync(default);
        await watch.LookAsync(default);

        Assert.Equal(
            "the kubelet of n1 does not tell how full volumes are, so capacity rules run by schedule only: nodes \"n1\" is forbidden",
            Assert.Single(_log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("NotMeasured", VolumePressure.Of(_policy, _usages)!.Reason);
    }

    [Fact]
    public async Task Look_PodMovedToAnotherNode_FollowsIt()
    {
        Answer("n1", used: 1, available: 99);
        var watch = Watch();
        await watch.LookAsync(default);
        Place("n2");
        Answer("n2", used: 50, available: 50);

        await watch.LookAsync(default);

        Assert.Equal(50, _usages.Find(_policy)!.UsedBytes);
    }

    private PressureWatch Watch()
    {
        var policies = new ObjectCache<RetentionPolicy>(null, NullLogger<ObjectCache<RetentionPolicy>>.Instance);
        policies.Set(_policy);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new PressureWatch(policies, _pods, _client.Object, _nodes.Object, _usages, _changed.Add, _time, factory.CreateLogger<PressureWatch>());
    }

    private void Answer(string node, long used, long available) => Answer(node, new KubeletSummary
    {
        Pods =
        [
            new KubeletSummary.PodStats
            {
                Volumes = [new() { PvcRef = new() { Name = "scratch", Namespace = "media" }, UsedBytes = used, AvailableBytes = available, CapacityBytes = used + available }],
            },
        ],
    });

    private void Answer(string node, KubeletSummary summary) =>
        _nodes.Setup(n => n.ReadAsync(It.Is<Node>(found => found.Metadata.Name == node), It.IsAny<CancellationToken>())).ReturnsAsync(summary);

    private void Place(string node) => _pods.Set(new MountingPod
    {
        Metadata = new() { Name = "recorder", Namespace = "media", Uid = "p1", ResourceVersion = node },
        Spec = new() { NodeName = node, Volumes = [new Volume { PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "scratch" } }] },
    });
}
