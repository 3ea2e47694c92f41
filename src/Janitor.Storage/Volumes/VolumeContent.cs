using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Volumes;

/// <summary>An open file.</summary>
internal sealed class VolumeContent(SafeFileHandle file, FileStatus opened) : IContent
{
    /// <inheritdoc/>
    public long Size => opened.Size;

    /// <inheritdoc/>
    public int PartSize => 1 << 20;

    /// <inheritdoc/>
    public ContentMetadata Metadata => new() { ModifiedAt = opened.ModifiedAt, Mode = opened.Permissions & 0x1FF };

    /// <summary>Whether it is still what was listed.</summary>
    public bool Is(in Item item) => opened.HasContentOf(item);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            for (var read = 0; read < buffer.Length;)
            {
                var count = await RandomAccess.ReadAsync(file, buffer[read..], offset + read, cancellationToken);
                if (count == 0)
                    throw new ContentException("it became shorter while it was read; run again when nobody writes to it");
                read += count;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ContentException($"it cannot be read: {problem.Message}", problem);
        }
    }

    /// <inheritdoc/>
    public void EnsureUnchanged()
    {
        var now = FileStatus.Of(file, out var error) ?? throw new ContentException($"it cannot be examined: {Errno.Describe(error)}");
        if (now.Size != opened.Size || now.ModifiedAt != opened.ModifiedAt)
            throw new ContentException("it changed while it was read; run again when nobody writes to it");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
