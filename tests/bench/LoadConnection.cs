using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Janitor.Bench;

/// <summary>One connection of HTTP/1.1 with at most one request on its way. It reads no more of an answer than tells its status and its end.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int LargestAnswer = 64 << 10;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[LargestAnswer];
    private int _length;

    public LoadConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>What the kernel knows it by.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>The number of the request that is on its way.</summary>
    public int Request { get; private set; }

    /// <summary>A request, ready to be sent.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">Whom it goes to.</param>
    /// <param name="headers">Header lines, each with its end.</param>
    /// <param name="body">JSON; empty for none.</param>
    public static byte[] Write(HttpMethod method, Uri address, string headers = "", string body = "")
    {
        var content = body.Length == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return Encoding.UTF8.GetBytes($"{method} {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}{content}\r\n{body}");
    }

    public void Send(int number, byte[] request)
    {
        (Request, _length) = (number, 0);
        _socket.Send(request);
    }

    /// <summary>Reads what has come, and says whether the answer is there as a whole.</summary>
    /// <exception cref="InvalidOperationException">It is not that of success.</exception>
    public bool Receive()
    {
        var read = _socket.Receive(_answer.AsSpan(_length));
        _length += read;
        var answer = _answer.AsSpan(0, _length);
        if (read == 0 || (answer.Length > 9 && answer[9] != '2'))
            throw new InvalidOperationException($"the server answered: {Encoding.UTF8.GetString(answer)}");
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..end];
        var body = answer[(end + 4)..];
        return head.IndexOf("Transfer-Encoding: chunked"u8) >= 0 ? body.EndsWith("0\r\n\r\n"u8) : body.Length == LengthIn(head);
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var value = head[(head.IndexOf(name) + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }
}
