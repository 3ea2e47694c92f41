using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Connection;

public sealed class FileCredentialsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly string _path;

    public FileCredentialsTests() => _path = _folder.Write("token", "one\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetAsync_WithinAMinute_IsNotReadAgain()
    {
        var credentials = Credentials();
        Assert.Equal("one", (await credentials.GetAsync(default)).Token);

        File.WriteAllText(_path, "two");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", (await credentials.GetAsync(default)).Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", (await credentials.GetAsync(default)).Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task GetAsync_FileBecomesUnreadable_KeepsTheOldUntilItIsBack(string? content)
    {
        var credentials = Credentials();
        await credentials.GetAsync(default);
        File.Delete(_path);
        if (content is not null)
            File.WriteAllText(_path, content);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("one", (await credentials.GetAsync(default)).Token);
        File.WriteAllText(_path, "two");
        Assert.Equal("two", (await credentials.GetAsync(default)).Token);
    }

    [Fact]
    public async Task GetAsync_FileIsEmptyFromTheStart_IsAnErrorThatNamesIt()
    {
        File.WriteAllText(_path, "");

        var error = await Assert.ThrowsAsync<ConnectionException>(async () => await Credentials().GetAsync(default));

        Assert.Equal($"user \"u\": the file {_path} with the token is empty.", error.Message);
    }

    [Fact]
    public async Task GetAsync_FileIsMissingButATokenIsGiven_ThatServesMeanwhile()
    {
        File.Delete(_path);
        var credentials = Credentials(new Credential("given"));

        Assert.Equal("given", (await credentials.GetAsync(default)).Token);
        File.WriteAllText(_path, "one");
        Assert.Equal("one", (await credentials.GetAsync(default)).Token);
    }

    [Fact]
    public async Task Refuse_TheLast_IsReadAgainAtOnce()
    {
        var credentials = Credentials();
        var first = await credentials.GetAsync(default);
        File.WriteAllText(_path, "two");

        Assert.True(credentials.Refuse(first));

        Assert.Equal("two", (await credentials.GetAsync(default)).Token);
    }

    [Fact]
    public async Task Send_TokenWasRenewed_401IsRepeatedOnceWithTheNewOne()
    {
        await using var cluster = await ClusterAsync();
        cluster.Server.On("GET", "/version", new ScriptedAnswer(exchange =>
            (exchange.Request.Header("Authorization") == "Bearer two" ? ScriptedAnswer.Text("1.20") : Unauthorized).GiveAsync(exchange)));
        cluster.Server.On("GET", "/first", ScriptedAnswer.Text("ok"));
        await cluster.Client.GetTextAsync("first", default);
        File.WriteAllText(_path, "two");

        Assert.Equal("1.20", await cluster.Client.GetTextAsync("version", default));

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], cluster.Server.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task Send_TokenIsWrong_401IsToldAfterTheSecondTry()
    {
        await using var cluster = await ClusterAsync();
        cluster.Server.On("GET", "/version", Unauthorized);

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.GetTextAsync("version", default));

        Assert.Equal("get version: 401 Unauthorized: Unauthorized (look at the credentials of the program)", error.Message);
        Assert.Equal(2, cluster.Server.Requests.Count);
    }

    [Fact]
    public async Task Send_TokenCannotBeRead_IsAnApiExceptionWithCode0()
    {
        await using var cluster = await ClusterAsync();
        File.Delete(_path);

        var error = await Assert.ThrowsAsync<ApiException>(() => cluster.Client.GetTextAsync("version", default));

        Assert.Equal(0, error.Code);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Server.Requests);
    }

    private static ScriptedAnswer Unauthorized => ScriptedAnswer.Failure(401, "Unauthorized", "Unauthorized");

    private FileCredentials Credentials(Credential? rest = null) =>
        new(new CredentialFiles("user \"u\"") { Token = _path }, rest ?? new Credential(), _time);

    private Task<ScriptedCluster> ClusterAsync() => ScriptedCluster.StartAsync(change: connection => connection with { Credentials = Credentials() });
}
