using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Janitor.TestBench;

/// <summary>
/// An HTTP/1.1 proxy in front of a server that makes it fail: answers a share of the requests with 503 SlowDown, cuts a share of the answers
/// off in the middle, or answers in the server's place. Passes on bytes as they are, so that signatures stay valid.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Uri _server;
    private readonly Random _chance;
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private int _requests;
    private int _refused;
    private int _cut;

    /// <summary>Starts the proxy.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="seed">Makes the faults the same in each run, as far as the order of requests is.</param>
    /// <param name="address">Where it listens.</param>
    public FaultyProxy(string server, int seed = 1, string address = "127.0.0.1")
    {
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _server = new Uri(server);
        _chance = new Random(seed);
        _listener.Start();
        Endpoint = "http://" + _listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>The proxy's address.</summary>
    public string Endpoint { get; }

    /// <summary>The share, 0 to 1, of the requests that are answered 503.</summary>
    public double Refuse { get; set; }

    /// <summary>The share, 0 to 1, of the answers that break off in the middle.</summary>
    public double Cut { get; set; }

    /// <summary>Whether the answer to a request, of this method and target, is lost after the server has done what it asks for; null (the default) for none.</summary>
    public Func<string, string, bool>? Loses { get; set; }

    /// <summary>Answers in the server's place; null passes the request on.</summary>
    public Func<ProxiedRequest, Task<ProxiedAnswer?>>? Intercept { get; set; }

    /// <summary>Requests seen.</summary>
    public int Requests => _requests;

    /// <summary>Requests answered 503.</summary>
    public int Refused => _refused;

    /// <summary>Answers that were cut off.</summary>
    public int CutOff => _cut;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var upstream = new TcpClient();
        try
        {
            client.NoDelay = upstream.NoDelay = true;
            await upstream.ConnectAsync(_server.Host, _server.Port, _stopping.Token);
            var fromClient = new HttpReader(client.GetStream());
            var fromServer = new HttpReader(upstream.GetStream());
            while (await fromClient.ReadHeadAsync(_stopping.Token) is { } head)
            {
                if (!await ExchangeAsync(head, fromClient, fromServer))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side hung up; so do we.
        }
    }

    /// <summary>Serves one request; false when the connection is to be closed.</summary>
    private async Task<bool> ExchangeAsync(string head, HttpReader fromClient, HttpReader fromServer)
    {
        var token = _stopping.Token;
        if (HttpReader.Header(head, "Expect") is not null)
            await fromClient.Stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), token);
        var body = await fromClient.ReadBodyAsync(head, token);
        var (refuse, cut) = Draw();
        var line = head[..head.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
        var answer = refuse
            ? new ProxiedAnswer(503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")
            : Intercept is { } intercept ? await intercept(new ProxiedRequest(line[0], line[1], Encoding.UTF8.GetString(HttpReader.Unframed(head, body)))) : null;
        if (answer is not null)
        {
            await fromClient.Stream.WriteAsync(answer.ToBytes(), token);
            return true;
        }
        // The server must not wait for our word before it reads what we send at once.
        var passed = string.Concat(head.Split("\r\n").Where(l => !l.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase) && l.Length > 0).Select(l => l + "\r\n")) + "\r\n";
        await fromServer.Stream.WriteAsync(Encoding.Latin1.GetBytes(passed), token);
        await fromServer.Stream.WriteAsync(body, token);
        var answerHead = await fromServer.ReadHeadAsync(token);
        if (answerHead is null)
            return false;
        var answerBody = line[0] == "HEAD" ? [] : await fromServer.ReadBodyAsync(answerHead, token);
        if (Loses?.Invoke(line[0], line[1]) == true)
            return false;
        if (cut)
        {
            var whole = answerHead.Length + answerBody.Length;
            await fromClient.Stream.WriteAsync(Encoding.Latin1.GetBytes(answerHead).Concat(answerBody).Take(whole - (answerBody.Length / 2) - 1).ToArray(), token);
            return false;
        }
        await fromClient.Stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(answerHead), .. answerBody], token);
        return !string.Equals(HttpReader.Header(answerHead, "Connection"), "close", StringComparison.OrdinalIgnoreCase);
    }

    private (bool Refuse, bool Cut) Draw()
    {
        lock (_lock)
        {
            _requests++;
            var refuse = _chance.NextDouble() < Refuse;
            var cut = _chance.NextDouble() < Cut && !refuse;
            _refused += refuse ? 1 : 0;
            _cut += cut ? 1 : 0;
            return (refuse, cut);
        }
    }

    /// <summary>Reads messages off one side of a connection.</summary>
    private sealed class HttpReader(NetworkStream stream)
    {
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _start;
        private int _end;

        public NetworkStream Stream => stream;

        /// <summary>The next message's head with its empty line; null when the other side has ended.</summary>
        public async Task<string?> ReadHeadAsync(CancellationToken cancellationToken)
        {
            var head = new StringBuilder();
            do
            {
                if (await ReadLineAsync(cancellationToken) is not { } line)
                    return null;
                head.Append(line);
            }
            while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n");
            return head.ToString();
        }

        /// <summary>The message's body as it is on the wire, chunk marks included.</summary>
        public async Task<byte[]> ReadBodyAsync(string head, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            if (Header(head, "Content-Length") is { } length)
            {
                await CopyAsync(body, int.Parse(length, System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
            }
            else if (Header(head, "Transfer-Encoding") is not null)
            {
                int size;
                do
                {
                    var line = await ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException();
                    body.Write(Encoding.Latin1.GetBytes(line));
                    size = Convert.ToInt32(line.Split(';')[0].Trim(), 16);
                    await CopyAsync(body, size + 2, cancellationToken);
                }
                while (size > 0);
            }
            return body.ToArray();
        }

        /// <summary>A body without the marks of HTTP's chunks.</summary>
        public static byte[] Unframed(string head, byte[] body)
        {
            if (Header(head, "Transfer-Encoding") is null)
                return body;
            using var plain = new MemoryStream();
            var at = 0;
            while (true)
            {
                var end = body.AsSpan(at).IndexOf("\r\n"u8);
                var size = Convert.ToInt32(Encoding.Latin1.GetString(body, at, end).Split(';')[0], 16);
                if (size == 0)
                    return plain.ToArray();
                plain.Write(body, at + end + 2, size);
                at += end + 2 + size + 2;
            }
        }

        public static string? Header(string head, string name) => head.Split("\r\n")
            .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(l => l[(name.Length + 1)..].Trim())
            .FirstOrDefault();

        private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            var line = new StringBuilder();
            while (true)
            {
                if (_start == _end && !await FillAsync(cancellationToken))
                    return null;
                var newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
                var stop = newline < 0 ? _end : newline + 1;
                line.Append(Encoding.Latin1.GetString(_buffer, _start, stop - _start));
                _start = stop;
                if (newline >= 0)
                    return line.ToString();
            }
        }

        private async Task CopyAsync(MemoryStream body, int count, CancellationToken cancellationToken)
        {
            while (count > 0)
            {
                if (_start == _end && !await FillAsync(cancellationToken))
                    throw new EndOfStreamException();
                var some = Math.Min(count, _end - _start);
                body.Write(_buffer, _start, some);
                _start += some;
                count -= some;
            }
        }

        private async Task<bool> FillAsync(CancellationToken cancellationToken)
        {
            _start = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken);
            return _end > 0;
        }
    }
}
