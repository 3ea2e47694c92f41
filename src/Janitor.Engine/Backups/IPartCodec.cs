namespace Janitor.Engine.Backups;

/// <summary>Compresses and encrypts what is stored.</summary>
public interface IPartCodec
{
    /// <summary>What it does, in that order, as manifests name it: <c>zstd</c>, <c>age</c>.</summary>
    IReadOnlyList<string> Steps { get; }

    /// <summary>Who can decrypt it; none when it does not encrypt.</summary>
    IReadOnlyList<string> Recipients { get; }

    /// <summary>What it adds to a file's name: <c>.zst.age</c>.</summary>
    string Suffix { get; }

    /// <summary>The programs that do it, and their versions.</summary>
    /// <exception cref="BackupException">One of them is not installed.</exception>
    Task<IReadOnlyDictionary<string, string>> FindToolsAsync(CancellationToken cancellationToken);

    /// <summary>Begins to encode a stream.</summary>
    IPartCoding Encode();

    /// <summary>Begins to undo what was done to a stream.</summary>
    /// <param name="steps">What it was.</param>
    /// <exception cref="BackupException">A step is not known, or there is no key.</exception>
    IPartCoding Decode(IReadOnlyList<string> steps);
}
