using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Operator.Backups.Hooks;
using Janitor.Operator.Dependencies;
using Janitor.TestBench;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests.Backups.Hooks;

public sealed class HookRunnerTests : IDisposable
{
    private readonly WarningLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Run_Exec_TakesTheFirstReadyPodByName()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-4").AddPod("web-3").AddPod("web-0", phase: "Pending").AddPod("web-1", ready: "False").AddPod("web-2", isGoing: true);

        var outcome = await RunAsync(server, [Exec("sync"), Exec("sync", "-f") with { Exec = ExecOf("sync", "-f") with { Container = "proxy" } }]);

        Assert.Equal((true, null), (outcome.Succeeded, outcome.Message));
        Assert.Equal(["web-3/app: sync", "web-3/proxy: sync -f"], server.Commands);
    }

    [Fact]
    public async Task Run_BeforeABackup_EndsWithTheFirstThatFails()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-0").Run = command => command == "freeze" ? (3, "no space\nleft\u001b[31m\n") : (0, string.Empty);

        var outcome = await RunAsync(server, [Exec("look"), Exec("freeze") with { Name = "freeze" }, Exec("never")]);

        Assert.False(outcome.Succeeded);
        Assert.Equal("hook freeze: freeze ended with code 3 in pod web-0, container app: no space / left[31m", Assert.Single(outcome.Failures));
        Assert.Equal(["web-0/app: look", "web-0/app: freeze"], server.Commands);
        Assert.Contains("hook freeze", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterABackup_RunsAllWhateverFails()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-0").Run = command => (command == "thaw" ? 0 : 1, string.Empty);

        var outcome = await RunAsync(server, [Exec("one"), Exec("two") with { OnError = HookErrorAction.Continue }, Exec("thaw")], stopAtFailure: false);

        Assert.Equal(["hook 1: one ended with code 1 in pod web-0, container app; it wrote nothing"], outcome.Failures);
        Assert.Equal(["hook 2: two ended with code 1 in pod web-0, container app; it wrote nothing"], outcome.Warnings);
        Assert.Equal(3, server.Commands.Count);
    }

    [Fact]
    public async Task Run_FailureToContinueAfter_IsNoFailure()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-0").Run = _ => (1, "no");

        var outcome = await RunAsync(server, [Exec("one") with { OnError = HookErrorAction.Continue }, Exec("two") with { OnError = HookErrorAction.Continue }]);

        Assert.True(outcome.Succeeded);
        Assert.Equal(2, server.Commands.Count);
        Assert.Equal("hook 1: one ended with code 1 in pod web-0, container app: no\nhook 2: two ended with code 1 in pod web-0, container app: no", outcome.Message);
    }

    [Fact]
    public async Task Run_CommandTakesTooLong_IsNoLongerWaitedFor()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-0").Run = _ => (-1, string.Empty);

        var outcome = await RunAsync(server, [Exec("sleep") with { Timeout = new Duration(TimeSpan.FromSeconds(1)) }]);

        Assert.Equal("hook 1: it took longer than its timeout, 1s, and may still be running: make it faster, or raise timeout", outcome.Message);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        await using var server = await PodServer.StartAsync();
        using var enough = new CancellationTokenSource();
        server.AddPod("web-0").Run = _ =>
        {
            enough.Cancel();
            return (-1, string.Empty);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(server, [Exec("sleep")], cancellationToken: enough.Token));
    }

    [Fact]
    public async Task Run_ExecIsForbidden_NamesTheChartsValue()
    {
        await using var server = await PodServer.StartAsync();
        server.AddPod("web-0").Forbids = true;

        Assert.Equal(
            "hook 1: the operator may not run commands in pods: install it with the chart's value operator.execHooks=true "
                + "(run a command in pods web-0 in namespace media: 403 Forbidden: it is Forbidden)",
            (await RunAsync(server, [Exec("sync")])).Message);
    }

    [Fact]
    public async Task Run_NoSuchPodOrContainer_SaysWhatThereIs()
    {
        await using var server = await PodServer.StartAsync();

        Assert.StartsWith("hook 1: no pod in namespace media has the labels app=web; correct podSelector", (await RunAsync(server, [Exec("sync")])).Message, StringComparison.Ordinal);
        server.AddPod("web-0", ready: "False");
        Assert.StartsWith("hook 1: none of the 1 pod(s) with the labels app=web is running and ready", (await RunAsync(server, [Exec("sync")])).Message, StringComparison.Ordinal);
        server.AddPod("web-1");
        Assert.Equal(
            "hook 1: pod web-1 has no container db; there are app, proxy",
            (await RunAsync(server, [Exec("sync") with { Exec = ExecOf("sync") with { Container = "db" } }])).Message);
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task Run_Sql_IsRunByTheConnectionOfTheSecret()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var server = await PodServer.StartAsync();
        server.AddSecret("db", database.ToString());

        var outcome = await RunAsync(server, [Sql("create table frozen (at timestamptz); checkpoint"), Sql("insert into frozen values (now())")]);

        Assert.Null(outcome.Message);
        Assert.Equal(1L, await PostgresServer.QueryAsync<long>(database, "select count(*) from frozen"));
    }

    [Theory]
    [InlineData("select 1 / 0", "hook 1: PostgreSQL says: division by zero; correct the SQL or the data (SQLSTATE 22012)")]
    [InlineData("select pg_sleep(60)", "hook 1: it took longer than its timeout, 1")]
    public async Task Run_SqlFails_SaysWhatTheServerSays(string statement, string expected)
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var server = await PodServer.StartAsync();
        server.AddSecret("db", database.ToString());

        var outcome = await RunAsync(server, [Sql(statement) with { Timeout = new Duration(TimeSpan.FromSeconds(1)) }]);

        Assert.StartsWith(expected, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await PostgresServer.QueryAsync<long>(database, "select count(*) from pg_stat_activity where state = 'active' and datname = current_database() and pid <> pg_backend_pid()"));
    }

    [Theory]
    [InlineData("other", "", "hook 1: Secret db is missing in namespace media; create it")]
    [InlineData("db", "postgres://me:hunter2@127.0.0.1:1/app", "hook 1: cannot connect to PostgreSQL at 127.0.0.1:1")]
    [InlineData("db", "hunter2", "hook 1: the Secret's connection text is neither")]
    [InlineData("db", "", "hook 1: Secret db has no key uri, or an empty one")]
    public async Task Run_SqlCannotConnect_IsToldWithoutThePassword(string secret, string connection, string expected)
    {
        await using var server = await PodServer.StartAsync();
        server.AddSecret(secret, connection);

        var outcome = await RunAsync(server, [Sql("select 1")]);

        Assert.StartsWith(expected, outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Message + _log, StringComparison.Ordinal);
    }

    private static ExecHook ExecOf(params string[] command) =>
        new() { PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } }, Command = command };

    private static BackupHook Exec(params string[] command) => new() { Exec = ExecOf(command) };

    private static BackupHook Sql(string statement) => new() { Sql = new SqlHook { ConnectionSecretRef = new SecretKeyReference { Name = "db", Key = "uri" }, Statement = statement } };

    private async Task<HookOutcome> RunAsync(PodServer server, BackupHook[] hooks, bool stopAtFailure = true, CancellationToken cancellationToken = default)
    {
        using var client = new KubernetesClient(new ClusterConnection { Server = server.Address }, new KubernetesClientOptions(), TimeProvider.System);
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var runner = new HookRunner(new PodCommands(client), new SecretReader(client), TimeProvider.System, loggers.CreateLogger<HookRunner>());
        return await runner.RunAsync("media", hooks, stopAtFailure, cancellationToken);
    }
}
