namespace Janitor.Engine.Contents;

/// <summary>One item's content, open for reading. Reads may overlap.</summary>
public interface IContent : IAsyncDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Size { get; }

    /// <summary>How much of it is best read at once, in bytes, from 1.</summary>
    int PartSize { get; }

    /// <summary>What is known of it besides.</summary>
    ContentMetadata Metadata { get; }

    /// <summary>Fills a buffer with the bytes from an offset on.</summary>
    /// <param name="offset">The first byte; offset and buffer lie within <see cref="Size"/>.</param>
    /// <param name="buffer">Is filled to its end.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ContentException">It is shorter or has changed, or cannot be read.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Makes sure that all reads saw the content that was opened.</summary>
    /// <exception cref="ContentException">It has changed meanwhile.</exception>
    void EnsureUnchanged();
}
