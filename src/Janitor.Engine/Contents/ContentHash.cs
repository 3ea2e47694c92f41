using System.Buffers;
using System.Security.Cryptography;

namespace Janitor.Engine.Contents;

/// <summary>Reads contents in parts, several at once, and computes the SHA-256 of the whole on the way.</summary>
public static class ContentHash
{
    /// <summary>Parts of one item in memory at once.</summary>
    private const int PartsAtOnce = 4;

    /// <summary>Reads all of a content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="partSize">The length of a part in bytes, from 1.</param>
    /// <param name="before">Is awaited before a part of so many bytes is read.</param>
    /// <param name="use">Receives each part with its offset, while it is hashed; parts overlap. An empty content is one empty part.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The SHA-256.</returns>
    public static async Task<byte[]> ComputeAsync(
        IContent content,
        int partSize,
        Func<int, CancellationToken, ValueTask>? before,
        Func<long, ReadOnlyMemory<byte>, CancellationToken, ValueTask>? use,
        CancellationToken cancellationToken)
    {
        if (content.Size <= partSize)
            return await OfOnePartAsync(content, before, use, cancellationToken);
        var parts = (int)((content.Size + partSize - 1) / partSize);
        // A part is hashed when the one before it has been: the hash is of the whole, whatever part is read first.
        var turns = new TaskCompletionSource[parts + 1];
        for (var i = 0; i <= parts; i++)
            turns[i] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        turns[0].SetResult();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, parts), options, async (index, token) =>
        {
            var offset = (long)index * partSize;
            var length = (int)Math.Min(partSize, content.Size - offset);
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                var part = buffer.AsMemory(0, length);
                if (before is not null)
                    await before(length, token);
                await content.ReadAsync(offset, part, token);
                var used = use is null ? Task.CompletedTask : use(offset, part, token).AsTask();
                try
                {
                    await turns[index].Task.WaitAsync(token);
                    hash.AppendData(part.Span);
                    turns[index + 1].SetResult();
                }
                finally
                {
                    await used;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        });
        return hash.GetHashAndReset();
    }

    /// <summary>Most contents are small, and need none of what keeps several parts in order.</summary>
    private static async Task<byte[]> OfOnePartAsync(
        IContent content,
        Func<int, CancellationToken, ValueTask>? before,
        Func<long, ReadOnlyMemory<byte>, CancellationToken, ValueTask>? use,
        CancellationToken cancellationToken)
    {
        var length = (int)content.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var part = buffer.AsMemory(0, length);
            if (before is not null)
                await before(length, cancellationToken);
            await content.ReadAsync(0, part, cancellationToken);
            var used = use is null ? Task.CompletedTask : use(0, part, cancellationToken).AsTask();
            try
            {
                return SHA256.HashData(part.Span);
            }
            finally
            {
                await used;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
