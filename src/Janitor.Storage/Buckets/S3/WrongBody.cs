namespace Janitor.Storage.Buckets.S3;

/// <summary>A body in whose place another is sent once it is signed: a server that compares the two refuses it.</summary>
/// <param name="signed">What the signature is of.</param>
/// <param name="sent">What is sent, just as long.</param>
internal sealed class WrongBody(byte[] signed, byte[] sent) : MemoryStream(signed, writable: false)
{
    public byte[] Sent => sent;
}
