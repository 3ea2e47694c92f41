using System.Net.WebSockets;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Tests.Client;

/// <summary>Commands in containers, against servers that speak <c>v4.channel.k8s.io</c> as the kubelet does.</summary>
public sealed class ExecTests
{
    private const byte Out = 1, Err = 2, End = 3;
    private const string Success = """{"metadata":{},"status":"Success"}""";

    [Fact]
    public async Task Exec_CommandSucceeds_TellsWhatItWrote()
    {
        await using var server = await ExecServer.StartAsync(async (socket, _) =>
        {
            // As the API server begins.
            foreach (var channel in (byte[])[Out, Err, End])
                await ExecServer.SendAsync(socket, channel, string.Empty);
            await ExecServer.SendAsync(socket, Out, "frozen ");
            await ExecServer.SendAsync(socket, Err, "careful");
            await ExecServer.SendAsync(socket, Out, "in pieces", frame: 2);
            await ExecServer.SendAsync(socket, End, Success);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        using var client = ClientOf(new ClusterConnection { Server = server.Address, Credentials = new FixedCredential(new Credential("secret")) });

        var result = await client.ExecAsync("media", "web-0", "app", ["sh", "-c", "echo \"a b\" & c=1", ""], default);

        Assert.Equal(new ExecResult(0, "frozen in pieces", "careful"), result);
        Assert.Equal(
            "/api/v1/namespaces/media/pods/web-0/exec?container=app&stdout=true&stderr=true&command=sh&command=-c&command=echo%20%22a%20b%22%20%26%20c%3D1&command=", server.Asked);
        Assert.Equal("Bearer secret", server.Authorization);
    }

    [Fact]
    public async Task Exec_CommandFails_TellsItsCodeAndTheEndOfWhatItWrote()
    {
        await using var server = await ExecServer.StartAsync(async (socket, _) =>
        {
            await ExecServer.SendAsync(socket, Err, string.Concat(Enumerable.Repeat("0123456789", 1000)));
            await ExecServer.SendAsync(socket, Err, "ö" + new string('x', 1023));
            await ExecServer.SendAsync(socket, End, """
                {"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"3"}]}}
                """);
        });
        using var client = ClientOf(new ClusterConnection { Server = server.Address });

        var result = await client.ExecAsync("media", "web-0", null, ["false"], default);

        Assert.Equal(new ExecResult(3, string.Empty, new string('x', 1023)), result);
        Assert.DoesNotContain("container=", server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_CommandCannotBeStarted_SaysWhy()
    {
        await using var server = await ExecServer.StartAsync((socket, _) => ExecServer.SendAsync(
            socket, End, """{"status":"Failure","message":"exec: \"nope\": executable file not found in $PATH","reason":"InternalError","code":500}"""));
        using var client = ClientOf(new ClusterConnection { Server = server.Address });

        var problem = await Assert.ThrowsAsync<ApiException>(() => client.ExecAsync("media", "web-0", null, ["nope"], default));

        Assert.Equal("run a command in pods web-0 in namespace media: 500 InternalError: exec: \"nope\": executable file not found in $PATH", problem.Message);
    }

    [Fact]
    public async Task Exec_ConnectionEndsWithoutResult_IsAFailure()
    {
        await using var server = await ExecServer.StartAsync(async (socket, _) =>
        {
            await ExecServer.SendAsync(socket, Out, "working");
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        await using var rude = await ExecServer.StartAsync((socket, _) =>
        {
            socket.Abort();
            return Task.CompletedTask;
        });
        using var client = ClientOf(new ClusterConnection { Server = server.Address });
        using var other = ClientOf(new ClusterConnection { Server = rude.Address });

        var problem = await Assert.ThrowsAsync<ApiException>(() => client.ExecAsync("media", "web-0", null, ["true"], default));

        Assert.EndsWith(": the connection ended before the command did; the container may have ended", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => other.ExecAsync("media", "web-0", null, ["true"], default))).Code);
    }

    [Fact]
    public async Task Exec_Refused_IsTheServersOwnWord()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET", "/api/v1/namespaces/media/pods/web-0/exec", ScriptedAnswer.Failure(403, "Forbidden", "pods \"web-0\" is forbidden: cannot get resource \"pods/exec\""));
        using var client = ClientOf(new ClusterConnection { Server = server.Address });

        var problem = await Assert.ThrowsAsync<ApiException>(() => client.ExecAsync("media", "web-0", null, ["true"], default));

        Assert.True(problem.IsForbidden);
        Assert.Contains("cannot get resource \"pods/exec\"", problem.Message, StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1", Assert.Single(server.Requests).Protocol);
    }

    [Fact]
    public async Task Exec_OtherSubprotocol_IsAFailure()
    {
        await using var server = await ExecServer.StartAsync((socket, _) => ExecServer.SendAsync(socket, End, Success), subprotocol: "base64.channel.k8s.io");
        using var client = ClientOf(new ClusterConnection { Server = server.Address });

        Assert.Equal(0, (await Assert.ThrowsAsync<ApiException>(() => client.ExecAsync("media", "web-0", null, ["true"], default))).Code);
    }

    [Fact]
    public async Task Exec_Cancelled_EndsTheWaiting()
    {
        using var enough = new CancellationTokenSource();
        await using var server = await ExecServer.StartAsync(async (_, aborted) =>
        {
            await enough.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted);
        });
        using var client = ClientOf(new ClusterConnection { Server = server.Address });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ExecAsync("media", "web-0", null, ["sleep", "inf"], enough.Token));
    }

    [Fact]
    public async Task Exec_PrivateAuthorityAndClientCertificate_AreThoseOfOtherRequests()
    {
        using var pki = new TestCertificates();
        using var certificate = pki.Server("127.0.0.1");
        using var me = pki.Client("me");
        await using var server = await ExecServer.StartAsync((socket, _) => ExecServer.SendAsync(socket, End, Success), certificate, wantsClientCertificate: true);
        var connection = new ClusterConnection
        {
            Server = server.Address,
            CertificateAuthority = pki.AuthorityPem,
            Credentials = new FixedCredential(new Credential(null, new ClientCertificate(me.ExportCertificatePem(), TestCertificates.KeyPem(me), "the test"))),
        };
        using var client = ClientOf(connection);
        using var stranger = ClientOf(connection with { CertificateAuthority = null });

        Assert.Equal(0, (await client.ExecAsync("media", "web-0", null, ["true"], default)).ExitCode);
        Assert.Equal(me.Thumbprint, server.ClientCertificate);
        await Assert.ThrowsAsync<ApiException>(() => stranger.ExecAsync("media", "web-0", null, ["true"], default));
    }

    private static KubernetesClient ClientOf(ClusterConnection connection) => new(connection, new KubernetesClientOptions(), TimeProvider.System);
}
