using System.Security.Cryptography;
using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>
/// Stores a stream of unknown length: as one file, or as several when one becomes too long for the protocol. Some parts are on their way at once; more memory it does not take. When it
/// fails, what was begun is taken back, and files that were whole already are left to the sweep.
/// </summary>
/// <param name="destination">Where to.</param>
/// <param name="progress">Is told of bytes that were stored.</param>
internal sealed class StoredStream(IContents destination, Action<long>? progress = null)
{
    private const int PartsAtOnce = 3;

    /// <summary>Stores all of a stream.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="name">The first file's name; those after it have <c>.2</c>, <c>.3</c> and so on behind it.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ContentException">It cannot be written.</exception>
    public async Task<IReadOnlyList<StoredFile>> StoreAsync(BackupFolder folder, string name, Stream source, CancellationToken cancellationToken)
    {
        var files = new List<StoredFile>();
        for (var ended = false; !ended;)
        {
            var next = files.Count == 0 ? name : $"{name}.{files.Count + 1}";
            (var file, ended) = await StoreOneAsync(folder.PathOf(next), next, source, cancellationToken);
            // A stream that ends where a file is full leaves an empty one behind, which says nothing.
            files.Add(file);
        }

        return files;
    }

    private async Task<(StoredFile File, bool Ended)> StoreOneAsync(byte[] path, string name, Stream source, CancellationToken cancellationToken)
    {
        await using var incoming = await destination.BeginAsync(path, null, new ContentMetadata(), overwrite: false, readBack: false, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (size, ended, sending) = (0L, false, new Queue<Task<byte[]>>());
        try
        {
            while (!ended && size < incoming.Longest)
            {
                var buffer = sending.Count == PartsAtOnce ? await sending.Dequeue() : new byte[incoming.PartSize];
                var length = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, failed.Token);
                ended = length < buffer.Length;
                if (length == 0 && size > 0)
                    break;

                hash.AppendData(buffer, 0, length);
                sending.Enqueue(SendAsync(incoming, size, buffer, length, failed.Token));
                size += length;
            }

            while (sending.TryDequeue(out var sent))
                await sent;
        }
        finally
        {
            await failed.CancelAsync();
            await ((Task)Task.WhenAll(sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var digest = hash.GetHashAndReset();
        await incoming.KeepAsync(digest, cancellationToken);
        return (new StoredFile { Name = name, Size = size, Sha256 = Convert.ToHexStringLower(digest) }, ended);
    }

    /// <returns>The buffer, which is free again: a pool would keep more of them than are in use.</returns>
    private async Task<byte[]> SendAsync(IIncomingContent incoming, long offset, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        await incoming.WriteAsync(offset, buffer.AsMemory(0, length), cancellationToken);
        progress?.Invoke(length);
        return buffer;
    }
}
