using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Client;

/// <summary>
/// One command in a container, over a WebSocket of the subprotocol <c>v4.channel.k8s.io</c>: the first byte of a message names its channel. Source:
/// https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go and
/// https://pkg.go.dev/k8s.io/kubelet/pkg/cri/streaming/remotecommand.
/// </summary>
/// <param name="sender">Sends the request by which the WebSocket is opened.</param>
/// <param name="connection">Names the server.</param>
/// <param name="request">The request.</param>
internal sealed class ExecSession(ApiSender sender, ClusterConnection connection, ApiRequest request)
{
    private const string Subprotocol = "v4.channel.k8s.io";
    private const byte StandardOutput = 1, StandardError = 2, Ending = 3;
    private const int BufferSize = 1 << 12;

    /// <summary>A Status is some hundred bytes.</summary>
    private const int LongestEnding = 1 << 16;

    private readonly OutputTail _output = new(), _errors = new();
    private readonly ArrayBufferWriter<byte> _ending = new();

    /// <summary>Runs it.</summary>
    /// <exception cref="ApiException">It could not be started, or the connection broke off before its end was told.</exception>
    public async Task<ExecResult> RunAsync(CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Subprotocol);
        try
        {
            using var invoker = new HttpMessageInvoker(new Opening(sender, request));
            await socket.ConnectAsync(new UriBuilder(connection.Server) { Scheme = Uri.UriSchemeWs }.Uri, invoker, cancellationToken);
            await ReadAsync(socket, cancellationToken);
        }
        catch (WebSocketException e) when (e.InnerException is ApiException refused)
        {
            ExceptionDispatchInfo.Throw(refused);
        }
        catch (Exception e) when (e is WebSocketException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw Failure($"{connection.Server.Authority}: {e.Message}", e);
        }

        return Judge();
    }

    private async Task ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        byte? channel = null;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            var isFirst = channel is null && part.Count > 0;
            channel = isFirst ? buffer[0] : channel;
            Take(channel, buffer.AsSpan(isFirst ? 1 : 0, part.Count - (isFirst ? 1 : 0)));
            if (!part.EndOfMessage)
                continue;
            // The server writes how it ended when all output is written; each channel's first message may be empty.
            if (channel == Ending && _ending.WrittenCount > 0)
                return;
            channel = null;
        }
    }

    private void Take(byte? channel, ReadOnlySpan<byte> content)
    {
        switch (channel)
        {
            case StandardOutput:
                _output.Add(content);
                break;
            case StandardError:
                _errors.Add(content);
                break;
            case Ending when _ending.WrittenCount + content.Length <= LongestEnding:
                _ending.Write(content);
                break;
        }
    }

    private ExecResult Judge()
    {
        ApiStatus? status;
        try
        {
            status = _ending.WrittenCount == 0 ? null : JsonSerializer.Deserialize(_ending.WrittenSpan, ClientJson.Default.ApiStatus);
        }
        catch (JsonException e)
        {
            throw Failure($"how it ended is told in what is not the Kubernetes API's JSON: {e.Message}", e);
        }

        if (status is null)
            throw Failure("the connection ended before the command did; the container may have ended", null);
        if (status.Status == "Success")
            return Result(0);
        // The code is in no field of its own.
        return status.Reason == "NonZeroExitCode"
            && int.TryParse(status.Details?.Causes?.FirstOrDefault(cause => cause.Reason == "ExitCode")?.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                ? Result(code)
                : throw ApiFailure.From(status, request.What);
    }

    private ExecResult Result(int code) => new(code, _output.ToString(), _errors.ToString());

    private ApiException Failure(string what, Exception? inner) => new(0, string.Empty, $"{request.What}: {what}", inner: inner);

    /// <summary>Has the WebSocket's first request sent like any other, with all that proves who we are, and refusals in the API's own words.</summary>
    private sealed class Opening(ApiSender sender, ApiRequest request) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
            sender.OpenAsync(request with { Upgrade = message.Headers }, cancellationToken);
    }
}
