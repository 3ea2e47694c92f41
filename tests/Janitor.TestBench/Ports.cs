using System.Net;
using System.Net.Sockets;

namespace Janitor.TestBench;

/// <summary>Ports of this machine's loopback.</summary>
public static class Ports
{
    /// <summary>One on which nobody listens now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
