using System.Diagnostics.Metrics;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Leadership;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Janitor.Kubernetes.Tests.Leadership;

/// <summary>Electors at the real API server, on a clock that the test moves.</summary>
public sealed class LeaderElectorTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private RealCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RealCluster.StartAsync();

    public Task DisposeAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _stop.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task AcquireAsync_NoLease_MakesOne()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(default);

        var spec = await SpecAsync();
        Assert.Equal(("a", 15, 0), (spec.HolderIdentity, spec.LeaseDurationSeconds, spec.LeaseTransitions));
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow()), (spec.AcquireTime, spec.RenewTime));
        Assert.True(elector.IsLeader);
    }

    [Fact]
    public async Task AcquireAsync_AnotherLeads_WaitsUntilItsLeaseHasNotChangedForItsDuration()
    {
        await Elector("a").AcquireAsync(default);
        var other = Elector("b");
        var acquiring = other.AcquireAsync(_stop.Token);
        // Seven tries in 14 s, none of which may succeed.
        for (var i = 0; i < 7; i++)
            await PassAsync(TimeSpan.FromSeconds(2));
        await WaitingAsync();
        Assert.False(acquiring.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));
        await acquiring;
        var spec = await SpecAsync();
        Assert.Equal(("b", 1), (spec.HolderIdentity, spec.LeaseTransitions));
    }

    [Fact]
    public async Task AcquireAsync_HoldersClockIsWrong_CountsItsOwnTime()
    {
        // By its times this lease ended a year ago, and the next one lasts for another year.
        await LeaseAsync("elsewhere", 15, _time.GetUtcNow() - TimeSpan.FromDays(365));
        var elector = Elector("a");
        var acquiring = elector.AcquireAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(8));
        await WaitingAsync();
        Assert.False(acquiring.IsCompleted);
        await MergeAsync("elsewhere", _time.GetUtcNow() + TimeSpan.FromDays(365));

        // It changed: once more its whole duration from then, as seen from here.
        await PassAsync(TimeSpan.FromSeconds(8));
        await PassAsync(TimeSpan.FromSeconds(8));
        await WaitingAsync();
        Assert.False(acquiring.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(8));
        await acquiring;
    }

    [Fact]
    public async Task AcquireAsync_LeaseWasReleased_TakesItAtOnce()
    {
        var first = Elector("a");
        await first.AcquireAsync(default);
        await first.ReleaseAsync(default);
        Assert.False(first.IsLeader);
        Assert.Equal(string.Empty, (await SpecAsync()).HolderIdentity ?? string.Empty);

        await Elector("b").AcquireAsync(default);
        Assert.Equal(("b", 1), ((await SpecAsync()).HolderIdentity, (await SpecAsync()).LeaseTransitions));
    }

    [Fact]
    public async Task AcquireAsync_TwoAtOnce_OneLeads()
    {
        for (var round = 0; round < 10; round++)
        {
            var electors = new[] { Elector($"a{round}"), Elector($"b{round}") };
            var acquiring = electors.Select(e => Task.Run(() => e.AcquireAsync(_stop.Token))).ToList();
            var winner = await Task.WhenAny(acquiring);
            var (leader, other) = winner == acquiring[0] ? (electors[0], electors[1]) : (electors[1], electors[0]);
            await WaitingAsync();
            Assert.Equal((true, false), (leader.IsLeader, other.IsLeader));
            await leader.ReleaseAsync(default);
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAll(acquiring);
            await other.ReleaseAsync(default);
        }
    }

    [Fact]
    public async Task KeepAsync_Renews_AndOthersStayAway()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(default);
        var acquired = await SpecAsync();
        var keeping = elector.KeepAsync(_stop.Token);
        var other = Elector("b").AcquireAsync(_stop.Token);
        for (var i = 0; i < 20; i++)
        {
            await WaitingAsync(electors: 2);
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        await WaitingAsync(electors: 2);

        Assert.False(other.IsCompleted || keeping.IsCompleted);
        var spec = await SpecAsync();
        Assert.Equal(acquired with { RenewTime = _time.GetUtcNow() }, spec);
    }

    [Fact]
    public async Task KeepAsync_CannotRenew_LosesAfterTheRenewDeadline()
    {
        var client = new InterceptedClient(_cluster.Client);
        var elector = Elector("a", client);
        await elector.AcquireAsync(default);
        client.Before = (_, _) => throw InterceptedClient.Unreachable;
        var keeping = elector.KeepAsync(_stop.Token);
        for (var i = 0; i < 4; i++)
            await PassAsync(TimeSpan.FromSeconds(2));
        await WaitingAsync();
        Assert.True(elector.IsLeader);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("10 s", await keeping, StringComparison.Ordinal);
        Assert.False(elector.IsLeader);
    }

    [Fact]
    public async Task KeepAsync_ServerDoesNotAnswer_LosesAfterTheRenewDeadline()
    {
        var client = new InterceptedClient(_cluster.Client);
        var elector = Elector("a", client);
        await elector.AcquireAsync(default);
        var lost = _time.GetUtcNow() + TimeSpan.FromSeconds(10);
        client.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var keeping = elector.KeepAsync(_stop.Token);
        while (!keeping.IsCompleted)
        {
            await Eventually.HoldsAsync(() => _time.Waiting > 0 || keeping.IsCompleted);
            if (_time.Due is [var next, ..])
                _time.Advance(next - _time.GetUtcNow());
        }

        Assert.Equal(lost, _time.GetUtcNow());
    }

    [Fact]
    public async Task KeepAsync_AnotherHasTheLease_LosesAtOnce()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(default);
        await MergeAsync("b", _time.GetUtcNow());
        var keeping = elector.KeepAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(2));

        Assert.Contains("b holds it", await keeping, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepAsync_SomebodyWroteToTheLease_RenewsAllTheSame()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(default);
        await _cluster.Server.KubectlAsync(["annotate", "lease", "operator", "--namespace", _cluster.Namespace, "looked=at"]);
        var keeping = elector.KeepAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(2));
        await WaitingAsync();

        Assert.False(keeping.IsCompleted);
        Assert.Equal(_time.GetUtcNow(), (await SpecAsync()).RenewTime);
    }

    [Fact]
    public async Task KeepAsync_LeaseWasDeleted_MakesItAgain()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(default);
        await _cluster.Client.DeleteAsync<Lease>("operator", _cluster.Namespace, null, default);
        var keeping = elector.KeepAsync(_stop.Token);
        await PassAsync(TimeSpan.FromSeconds(2));
        await WaitingAsync();

        Assert.False(keeping.IsCompleted);
        Assert.Equal("a", (await SpecAsync()).HolderIdentity);
    }

    [Fact]
    public async Task IsLive_LeaderThatDoesNotRenew_FailsTwentySecondsAfterTheLease()
    {
        var elector = Elector("a");
        Assert.True(elector.IsLive);
        await elector.AcquireAsync(default);
        _time.Advance(TimeSpan.FromSeconds(35));
        Assert.True(elector.IsLive);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(elector.IsLive);
    }

    [Fact]
    public async Task Metrics_LeaseIsGotAndGivenBack_TellIt()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var values = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "leader_election_master_status")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => values.Add($"{tags[0].Key}={tags[0].Value} {value}"));
        listener.Start();
        var elector = Elector("a", meters: meters);
        await elector.AcquireAsync(default);
        await elector.ReleaseAsync(default);

        Assert.Equal(["name=operator 0", "name=operator 1", "name=operator 0"], values);
    }

    private LeaderElector Elector(string identity, IKubernetesClient? client = null, IMeterFactory? meters = null) => new(
        client ?? _cluster.Client,
        new LeaderElectionOptions { LeaseName = "operator", LeaseNamespace = _cluster.Namespace, Identity = identity },
        _time,
        () => 0,
        new RuntimeMetrics(meters ?? new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()),
        NullLogger<LeaderElector>.Instance);

    private async Task<LeaseSpec> SpecAsync() => (await _cluster.Client.GetAsync<Lease>("operator", _cluster.Namespace, default))!.Spec!;

    private Task<Lease> LeaseAsync(string holder, int seconds, DateTimeOffset renewed) => _cluster.Client.CreateAsync(
        new Lease
        {
            Metadata = new ObjectMeta { Name = "operator", Namespace = _cluster.Namespace },
            Spec = new LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = seconds, AcquireTime = renewed, RenewTime = renewed },
        },
        default);

    private Task<Lease> MergeAsync(string holder, DateTimeOffset renewed) => _cluster.Client.MergeAsync<Lease>(
        "operator",
        _cluster.Namespace,
        new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["holderIdentity"] = holder, ["renewTime"] = MicroTimeConverter.Format(renewed) } },
        default);

    /// <summary>Waits until the elector pauses: between two tries no timer of a request runs.</summary>
    private Task WaitingAsync(int electors = 1) => Eventually.HoldsAsync(
        () => _time.Due is var due && due.Count == electors && due[^1] - _time.GetUtcNow() <= TimeSpan.FromSeconds(2));

    private async Task PassAsync(TimeSpan by)
    {
        await WaitingAsync();
        _time.Advance(by);
    }
}
