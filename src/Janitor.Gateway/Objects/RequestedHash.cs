using System.Security.Cryptography;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Objects;

/// <summary>Reads SHA-256s that callers write.</summary>
internal static class RequestedHash
{
    /// <summary>From 64 hexadecimal digits, or Base64.</summary>
    /// <exception cref="ProblemException">It is neither.</exception>
    public static ReadOnlyMemory<byte> Parse(string? text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        if (text is { Length: 2 * SHA256.HashSizeInBytes } && Convert.FromHexString(text, hash, out _, out _) == System.Buffers.OperationStatus.Done)
            return hash;
        if (text is not null && Convert.TryFromBase64String(text, hash, out var written) && written == hash.Length)
            return hash;
        throw new ProblemException(ProblemKind.BadRequest, "sha256 is no SHA-256: write 64 hexadecimal digits, or 44 characters of Base64");
    }
}
