using System.Diagnostics;

namespace Janitor.Storage.Tests.Volumes;

/// <summary>A directory for one test, removed with all it holds, whatever its names and depth.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <summary>Makes one.</summary>
    /// <param name="parent">Where, such as /dev/shm; absent: the directory for temporary files.</param>
    public ScratchDirectory(string? parent = null)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"janitor-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        // .NET cannot remove names that are not UTF-8.
        using var removal = Process.Start("rm", ["-rf", "--one-file-system", Path]);
        removal.WaitForExit();
    }
}
