using System.Text.Json.Nodes;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Connection;

public sealed class ExecCredentialsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task GetAsync_Token_IsKeptUntilItExpires(string version)
    {
        Program($$"""{"apiVersion":"{{version}}","kind":"ExecCredential","status":{"token":"t$(wc -l < calls)","expirationTimestamp":"2026-03-01T13:00:00Z"} }""");
        var credentials = Credentials(version);

        Assert.Equal("t1", (await credentials.GetAsync(default)).Token);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("t1", (await credentials.GetAsync(default)).Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("t2", (await credentials.GetAsync(default)).Token);
    }

    [Fact]
    public async Task GetAsync_AskedByManyAtOnce_RunsOnce()
    {
        Program(Token("t$(wc -l < calls)"));
        var credentials = Credentials();

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await credentials.GetAsync(default))));

        Assert.All(all, credential => Assert.Equal("t1", credential.Token));
        Assert.Single(Calls());
    }

    [Fact]
    public async Task Refuse_TheLast_AsksAgain()
    {
        Program(Token("t$(wc -l < calls)"));
        var credentials = Credentials();
        var first = await credentials.GetAsync(default);

        Assert.True(credentials.Refuse(first));
        var second = await credentials.GetAsync(default);
        Assert.True(credentials.Refuse(first));

        Assert.Equal(("t2", "t2"), (second.Token, (await credentials.GetAsync(default)).Token));
    }

    [Fact]
    public async Task GetAsync_ArgumentsAndVariables_AreGivenAsTheyAre()
    {
        Program(Token("$EXTRA"));

        var credential = await Credentials(more: """
            args: ["a b", "$(exit 3)", "'\"*"]
            env: [ { name: EXTRA, value: "x y" } ]
            """).GetAsync(default);

        Assert.Equal("x y", credential.Token);
        Assert.Equal(["<a b><$(exit 3)><'\"*>"], Calls());
    }

    [Fact]
    public async Task GetAsync_Question_NamesVersionAndOnDemandTheCluster()
    {
        Program(Token("t"));

        await Credentials().GetAsync(default);
        var question = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "info")))!;
        await Credentials(more: "provideClusterInfo: true").GetAsync(default);
        var withCluster = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "info")))!;

        Assert.Equal("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""", question.ToJsonString());
        var cluster = withCluster["spec"]!["cluster"]!;
        Assert.Equal(("https://c/", "YXV0aG9yaXR5"), ((string?)cluster["server"], (string?)cluster["certificate-authority-data"]));
    }

    [Fact]
    public async Task GetAsync_LongOutputOnBothPipes_IsDrained()
    {
        Program(Token("$(head -c 300000 /dev/zero | tr '\\0' x)"), before: "head -c 300000 /dev/zero >&2");

        Assert.Equal(300_000, (await Credentials().GetAsync(default)).Token!.Length);
    }

    [Fact]
    public async Task GetAsync_Certificate_IsGiven()
    {
        using var pki = new TestCertificates();
        using var certificate = pki.Client("me");
        var answer = new JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new JsonObject { ["clientCertificateData"] = certificate.ExportCertificatePem(), ["clientKeyData"] = TestCertificates.KeyPem(certificate) },
        };
        _folder.Write("answer.json", answer.ToJsonString());
        _folder.WriteProgram("plug-in", $"cat {_folder.Path}/answer.json\n");

        var credential = await Credentials().GetAsync(default);

        Assert.Null(credential.Token);
        using var loaded = credential.Certificate!.Load().TargetCertificate;
        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
    }

    [Theory]
    [InlineData("echo oops", "answered with what is not JSON")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential"}'""", "answered with neither a token nor a certificate")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"x"}}'""", "without the other")]
    [InlineData(
        """echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"x"}}'""",
        "answered with client.authentication.k8s.io/v1beta1 ExecCredential in place of")]
    [InlineData("echo 'sign in first' >&2; exit 3", "ended with code 3: sign in first")]
    public async Task GetAsync_AnswerIsWrong_NamesUserAndProgram(string script, string problem)
    {
        _folder.WriteProgram("plug-in", script + "\n");

        var error = await Assert.ThrowsAsync<ConnectionException>(async () => await Credentials().GetAsync(default));

        Assert.StartsWith($"user \"u\" in {_folder.Path}/config: {_folder.Path}/plug-in", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./plug-in", "is not there")]
    [InlineData("no-such-plug-in", "is not on the PATH")]
    public async Task GetAsync_ProgramIsMissing_SaysHowToInstallIt(string command, string problem)
    {
        var error = await Assert.ThrowsAsync<ConnectionException>(
            async () => await Credentials(command: command, more: "installHint: Run apt install it.").GetAsync(default));

        Assert.Contains($"{problem}. Run apt install it.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NameAlone_IsLookedUpOnThePath()
    {
        var answer = Token("t");

        var credential = await Credentials(command: "printf", more: $"args: ['%s', '{answer}']").GetAsync(default);

        Assert.Equal("t", credential.Token);
    }

    [Fact]
    public async Task GetAsync_ProgramDoesNotEnd_IsEndedAfterAMinute()
    {
        _folder.WriteProgram("plug-in", "echo > calls; exec sleep 1000\n".Replace("calls", Path.Combine(_folder.Path, "calls"), StringComparison.Ordinal));

        var asking = Credentials().GetAsync(default).AsTask();
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(_folder.Path, "calls")) && _time.Waiting == 1);
        _time.Advance(TimeSpan.FromMinutes(1));

        var error = await Assert.ThrowsAsync<ConnectionException>(() => asking.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("did not end within 60 s", error.Message, StringComparison.Ordinal);
    }

    private string[] Calls() => File.ReadAllLines(Path.Combine(_folder.Path, "calls"));

    private static string Token(string token) => $$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"{{token}}"} }""";

    /// <summary>A plug-in that writes down its calls and answers; the answer is a text of the shell.</summary>
    private void Program(string answer, string before = ":") => _folder.WriteProgram("plug-in", $"""
        cd {_folder.Path}
        for argument in "$@"; do printf '<%s>' "$argument" >> calls; done
        echo >> calls
        printf '%s' "$KUBERNETES_EXEC_INFO" > info
        {before}
        cat <<END
        {answer}
        END
        """);

    private ICredentialSource Credentials(string version = "client.authentication.k8s.io/v1", string command = "./plug-in", string more = "{}")
    {
        _folder.Write("ca.crt", "authority");
        var path = _folder.Write("config", $"""
            current-context: x
            contexts: [ {"{"} name: x, context: {"{"} cluster: c, user: u {"}"} {"}"} ]
            clusters: [ {"{"} name: c, cluster: {"{"} server: "https://c", certificate-authority: ca.crt {"}"} {"}"} ]
            users:
            - name: u
              user:
                exec:
                  apiVersion: {version}
                  command: {command}
                  {(more == "{}" ? "" : more.ReplaceLineEndings("\n      "))}
            """);
        return new ConnectionSearch { Kubeconfig = path }.Find(_time).Credentials;
    }
}
