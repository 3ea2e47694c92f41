using System.Text.Json.Nodes;
using Janitor.Api.Retention;
using Janitor.Cli.Commands.Kubectl;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench;
using Moq;

namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary>Waiting for a run while the server, or the operator, is away: what a real server does not do on demand.</summary>
public sealed class RequestedRunTests
{
    private readonly ManualTime _time = new();
    private readonly Mock<IKubernetesClient> _client = new(MockBehavior.Strict);
    private readonly RetentionPolicy _policy = new() { Metadata = new ObjectMeta { Name = "clips", Namespace = "media", Generation = 1 } };
    private int _reads;

    public RequestedRunTests() => _client
        .Setup(client => client.MergeAsync<RetentionPolicy>("clips", "media", It.IsAny<JsonObject>(), default))
        .Callback((string _, string _, JsonObject patch, CancellationToken _) => _policy.Metadata.Annotations = new Dictionary<string, string>
        {
            [RetentionPolicy.RunAtAnnotation] = (string)patch["metadata"]!["annotations"]![RetentionPolicy.RunAtAnnotation]!,
        })
        .ReturnsAsync(_policy);

    [Theory]
    [InlineData(0)]
    [InlineData(503)]
    public async Task Wait_ServerIsAwayForSomeSeconds_GoesOn(int code)
    {
        Answer(read => read <= 20 ? throw new ApiException(code, string.Empty, "get clips: connection refused") : _policy);
        var run = await AskAsync();
        _policy.Status = new RetentionPolicyStatus { LastRun = new RunSummary { Trigger = RunTrigger.Manual, Cause = _policy.Metadata.Annotations![RetentionPolicy.RunAtAnnotation] } };

        var (_, record) = await EndAsync(run.WaitAsync(default));

        Assert.Same(_policy.Status.LastRun, record);
        Assert.Equal((21, "get clips: connection refused"), (_reads, run.State));
    }

    [Theory]
    [InlineData(0, 21)]
    [InlineData(403, 1)]
    public async Task Wait_ServerStaysAwayOrRefuses_FailsWithItsWords(int code, int reads)
    {
        Answer(_ => throw new ApiException(code, string.Empty, "get clips: no"));
        var run = await AskAsync();

        var problem = await Assert.ThrowsAsync<ApiException>(() => EndAsync(run.WaitAsync(default)));

        Assert.Equal((reads, "get clips: no"), (_reads, problem.Message));
    }

    [Fact]
    public async Task Wait_NobodyTakesItUp_AsksWhetherAnOperatorIsAtWork()
    {
        using var stop = new CancellationTokenSource();
        Answer(_ => _policy);
        var run = await AskAsync();
        var told = new List<string>();
        run.OnChange = state =>
        {
            told.Add(state);
            if (told.Count == 2)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EndAsync(run.WaitAsync(stop.Token)));

        Assert.Equal("media/clips: waiting for the operator to begin the run", told[0]);
        Assert.StartsWith("media/clips: no operator has taken up the run yet; is one at work? kubectl get pods -A", told[1], StringComparison.Ordinal);
        Assert.Equal(31, _reads);
    }

    [Fact]
    public async Task Wait_ResultIsNotKept_SaysSo()
    {
        Answer(_ => _policy);
        var run = await AskAsync();
        _policy.Status = new RetentionPolicyStatus { LastHandledRunAt = _policy.Metadata.Annotations![RetentionPolicy.RunAtAnnotation] };

        var problem = await Assert.ThrowsAsync<PluginException>(() => EndAsync(run.WaitAsync(default)));

        Assert.Equal("media/clips: the run has ended, and its result is not kept: a newer one came, or spec.history is too small", problem.Message);
    }

    private void Answer(Func<int, RetentionPolicy> answer) => _client
        .Setup(client => client.GetAsync<RetentionPolicy>("clips", "media", It.IsAny<CancellationToken>()))
        .Returns(() => Task.Run(() => (RetentionPolicy?)answer(++_reads)));

    private async Task<RequestedRun> AskAsync()
    {
        var run = new RequestedRun(new ClusterPolicy(_client.Object, "media", "clips"), RetentionPolicy.RunAtAnnotation, _time);
        await run.AskAsync(default);
        return run;
    }

    /// <summary>Moves the clock on whenever it is waited for, until the work has ended.</summary>
    private async Task<T> EndAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            await Eventually.HoldsAsync(() => work.IsCompleted || _time.Waiting > 0);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        return await work;
    }
}
