using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Proves that what is stored is what was backed up.</summary>
/// <param name="source">Where the backup is.</param>
/// <param name="codec">Undoes compression and encryption.</param>
/// <param name="read">Is told of stored bytes that were read.</param>
public sealed class BackupCheck(IContents source, IPartCodec codec, Action<long>? read = null)
{
    /// <summary>Reads every stored byte of a part and compares the hash of each file.</summary>
    /// <exception cref="BackupException">Bytes are missing, or differ.</exception>
    public async Task CheckStoredAsync(BackupFolder folder, BackupPart part, CancellationToken cancellationToken)
    {
        await using var stored = new StoredReading(source, folder, part.Files);
        await HashedStream.CopyAsync(stored, Stream.Null, read, cancellationToken);
    }

    /// <summary>Reads every stored byte of a part, decrypts and decompresses it, and compares that, too.</summary>
    /// <exception cref="BackupException">Bytes are missing or differ, or there is not the right key.</exception>
    public Task CheckPlainAsync(BackupFolder folder, BackupPart part, CancellationToken cancellationToken) => DecodeAsync(folder, part, Stream.Null, read, cancellationToken);

    /// <summary>Decodes a part into a stream, which gets its last bytes only when all were compared.</summary>
    internal async Task DecodeAsync(BackupFolder folder, BackupPart part, Stream destination, Action<long>? progress, CancellationToken cancellationToken)
    {
        await using var stored = new StoredReading(source, folder, part.Files);
        await using var coding = codec.Decode(part.Encoding);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Together.RunAsync(failed, FeedAsync(stored, coding, progress, failed.Token), DrainAsync(part, coding, destination, failed.Token));
    }

    private static async Task FeedAsync(StoredReading stored, IPartCoding coding, Action<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await HashedStream.CopyAsync(stored, coding.Input, progress, cancellationToken);
            await coding.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The program that should take it has ended, and knows why.
            await coding.EndAsync(cancellationToken);
            throw;
        }
    }

    private static async Task DrainAsync(BackupPart part, IPartCoding coding, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            await HashedStream.CopyAsync(coding.Output, destination, part.Plain, null, cancellationToken);
        }
        catch (BackupException problem) when (problem.Reason == BackupProblem.Damaged)
        {
            // It came to too little because the program has ended, and knows why.
            await coding.EndAsync(cancellationToken);
            throw;
        }

        await coding.EndAsync(cancellationToken);
    }
}
