using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Proves that what is stored is what was backed up.</summary>
/// <param name="source">Where the backup is.</param>
/// <param name="codec">Undoes compression and encryption.</param>
/// <param name="read">Is told of stored bytes that were read.</param>
public sealed class BackupCheck(IContents source, IPartCodec codec, Action<long>? read = null)
{
    /// <summary>How much is decoded before a restore that can take back what it did, in bytes: a wrong key shows at the first of them.</summary>
    private const int Beginning = 16 << 20;

    private const int BufferSize = 256 << 10;

    /// <summary>Reads every stored byte of a backup and compares the hash of each file.</summary>
    /// <param name="backup">The backup; it has a manifest.</param>
    /// <param name="begun">Is told of the part that begins.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">Bytes are missing, or differ.</exception>
    public async Task CheckStoredAsync(StoredBackup backup, Action<BackupPart>? begun, CancellationToken cancellationToken)
    {
        foreach (var part in backup.Manifest!.Parts)
        {
            begun?.Invoke(part);
            await CheckStoredAsync(backup.Folder, part, cancellationToken);
        }
    }

    /// <summary>Reads every stored byte of a part and compares the hash of each file.</summary>
    /// <exception cref="BackupException">Bytes are missing, or differ.</exception>
    public async Task CheckStoredAsync(BackupFolder folder, BackupPart part, CancellationToken cancellationToken)
    {
        await using var stored = new StoredReading(source, folder, part.Files);
        await PassAsync(stored, Stream.Null, read, cancellationToken);
    }

    /// <summary>Reads every stored byte of a part, decrypts and decompresses it, and compares that, too.</summary>
    /// <param name="folder">Of the backup.</param>
    /// <param name="part">The part.</param>
    /// <param name="plain">Gets what is decoded; its last bytes only when all were compared.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">Bytes are missing or differ, or there is not the right key.</exception>
    public Task CheckPlainAsync(BackupFolder folder, BackupPart part, Stream plain, CancellationToken cancellationToken) => DecodeAsync(folder, part, plain, read, cancellationToken);

    /// <summary>
    /// Reads every stored byte of a part and compares it, and decrypts and decompresses its beginning: the key is right, and all is stored that was written then. A part that is not longer
    /// is compared as a whole.
    /// </summary>
    /// <exception cref="BackupException">Bytes are missing or differ, or there is not the right key.</exception>
    public async Task CheckStoredAndBeginningAsync(BackupFolder folder, BackupPart part, CancellationToken cancellationToken)
    {
        if (part.Plain.Size <= Beginning)
        {
            await CheckPlainAsync(folder, part, Stream.Null, cancellationToken);
            return;
        }

        await CheckBeginningAsync(folder, part, cancellationToken);
        await CheckStoredAsync(folder, part, cancellationToken);
    }

    /// <summary>Decodes a part into a stream, which gets its last bytes only when all were compared.</summary>
    internal async Task DecodeAsync(BackupFolder folder, BackupPart part, Stream destination, Action<long>? progress, CancellationToken cancellationToken)
    {
        await using var stored = new StoredReading(source, folder, part.Files);
        await using var coding = codec.Decode(part.Encoding);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Together.RunAsync(failed, FeedAsync(stored, coding, progress, failed.Token), DrainAsync(part, coding, destination, failed.Token));
    }

    private async Task CheckBeginningAsync(BackupFolder folder, BackupPart part, CancellationToken cancellationToken)
    {
        await using var stored = new StoredReading(source, folder, part.Files);
        await using var coding = codec.Decode(part.Encoding);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (feeding, decoding) = (FeedAsync(stored, coding, null, ended.Token), DecodeBeginningAsync(coding, ended.Token));
        try
        {
            if (await Task.WhenAny(feeding, decoding) == feeding)
                await feeding;
            await decoding;
        }
        finally
        {
            // The rest is not wanted.
            await ended.CancelAsync();
            await Task.WhenAll(feeding, decoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task DecodeBeginningAsync(IPartCoding coding, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        for (int size = 0, read; size < Beginning; size += read)
        {
            read = await coding.Output.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                continue;
            // The program has ended, and knows why.
            await coding.EndAsync(cancellationToken);
            throw new BackupException(BackupProblem.Damaged, "what comes out of the stored bytes is not what went into them: decompressed or decrypted there are fewer");
        }
    }

    private static async Task PassAsync(Stream from, Stream to, Action<long>? progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        for (int length; (length = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            progress?.Invoke(length);
        }
    }

    private static async Task FeedAsync(StoredReading stored, IPartCoding coding, Action<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(stored, coding.Input, progress, cancellationToken);
            await coding.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The program that should take it has ended, and knows why.
            await coding.EndAsync(cancellationToken);
            throw new BackupException(BackupProblem.Damaged, "what is stored goes on behind its end");
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
