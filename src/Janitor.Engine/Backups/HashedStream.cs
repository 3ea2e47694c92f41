using System.IO.Hashing;
using System.Security.Cryptography;

namespace Janitor.Engine.Backups;

/// <summary>Hashes and counts what passes from one stream to another.</summary>
internal static class HashedStream
{
    private const int BufferSize = 256 << 10;

    /// <summary>Copies to the end.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="destination">Where to; it is left open.</param>
    /// <param name="progress">Is told of bytes that passed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<PlainContent> CopyAsync(Stream source, Stream destination, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var xxh128 = new XxHash128();
        var buffer = new byte[BufferSize];
        var size = 0L;
        for (int length; (length = await source.ReadAsync(buffer, cancellationToken)) > 0; size += length)
        {
            sha256.AppendData(buffer, 0, length);
            xxh128.Append(buffer.AsSpan(0, length));
            await destination.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            progress?.Invoke(length);
        }

        return new PlainContent { Size = size, Sha256 = Convert.ToHexStringLower(sha256.GetHashAndReset()), Xxh128 = Convert.ToHexStringLower(xxh128.GetHashAndReset()) };
    }

    /// <summary>Copies to the end, and writes the last bytes only when all are what is expected: what needs them to be whole does not become whole with others.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="destination">Where to; it is left open.</param>
    /// <param name="expected">What they are to be.</param>
    /// <param name="progress">Is told of bytes that passed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">They are not.</exception>
    public static async Task CopyAsync(Stream source, Stream destination, PlainContent expected, Action<long>? progress, CancellationToken cancellationToken)
    {
        // One of them is enough, and a restore of a database waits for the processor.
        var xxh128 = expected.Xxh128 is null ? null : new XxHash128();
        using var sha256 = xxh128 is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var (held, next) = (new byte[BufferSize], new byte[BufferSize]);
        var (length, size) = (0, 0L);
        for (int read; (read = await source.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            xxh128?.Append(next.AsSpan(0, read));
            sha256?.AppendData(next, 0, read);
            size += read;
            await destination.WriteAsync(held.AsMemory(0, length), cancellationToken);
            progress?.Invoke(length);
            (held, next, length) = (next, held, read);
        }

        var isSame = xxh128 is not null ? Convert.ToHexStringLower(xxh128.GetHashAndReset()) == expected.Xxh128 : Convert.ToHexStringLower(sha256!.GetHashAndReset()) == expected.Sha256;
        if (size != expected.Size || !isSame)
            throw new BackupException(BackupProblem.Damaged, "what comes out of the stored bytes is not what went into them: decompressed or decrypted they have another hash");
        await destination.WriteAsync(held.AsMemory(0, length), cancellationToken);
        progress?.Invoke(length);
    }
}
