using System.Security.Cryptography;
using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Files that fit into memory: manifests and signs.</summary>
internal static class SmallFile
{
    /// <summary>A manifest of 100,000 tables has some 10 MiB.</summary>
    private const int Largest = 64 << 20;

    /// <summary>Writes one, and makes sure that it arrived.</summary>
    /// <exception cref="ContentException">It cannot be written.</exception>
    public static async Task WriteAsync(IContents destination, byte[] path, byte[] content, bool overwrite, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(destination, path, content, overwrite, cancellationToken);
        }
        catch (ContentException) when (!overwrite)
        {
            // The answer to a request that succeeded may have been lost: then it is there when it is sent again.
            if (!await IsThereAsync(destination, path, content, cancellationToken))
                throw;
        }
    }

    /// <summary>Reads one; null when there is none.</summary>
    /// <exception cref="ContentException">It cannot be read, or is not small.</exception>
    public static async Task<byte[]?> ReadAsync(IContents source, byte[] path, CancellationToken cancellationToken)
    {
        if (await source.FindAsync(path, cancellationToken) is not { } item)
            return null;
        if (item.Size > Largest)
            throw new ContentException($"it has {item.Size} bytes; more than {Largest} are not read");
        await using var content = await source.OpenAsync(item, cancellationToken);
        var bytes = new byte[item.Size];
        for (var offset = 0; offset < bytes.Length; offset += content.PartSize)
            await content.ReadAsync(offset, bytes.AsMemory(offset, Math.Min(content.PartSize, bytes.Length - offset)), cancellationToken);
        return bytes;
    }

    /// <summary>Whether a file has this content; false also where that cannot be seen.</summary>
    private static async Task<bool> IsThereAsync(IContents destination, byte[] path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(destination, path, cancellationToken) is { } there && there.AsSpan().SequenceEqual(content);
        }
        catch (ContentException)
        {
            return false;
        }
    }

    private static async Task SendAsync(IContents destination, byte[] path, byte[] content, bool overwrite, CancellationToken cancellationToken)
    {
        await using var incoming = await destination.BeginAsync(path, content.Length, new ContentMetadata(), overwrite, readBack: false, cancellationToken);
        for (var offset = 0; offset < content.Length; offset += incoming.PartSize)
            await incoming.WriteAsync(offset, content.AsMemory(offset, Math.Min(incoming.PartSize, content.Length - offset)), cancellationToken);
        await incoming.KeepAsync(SHA256.HashData(content), cancellationToken);
    }
}
