using System.Text;

namespace Janitor.TestBench;

/// <summary>An answer in the server's place.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, XML.</param>
/// <param name="Headers">More header lines, each ended by CR LF.</param>
public sealed record ProxiedAnswer(int Status, string Body, string Headers = "")
{
    internal byte[] ToBytes()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var head = $"HTTP/1.1 {Status} Scripted\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n{Headers}\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. body];
    }
}
