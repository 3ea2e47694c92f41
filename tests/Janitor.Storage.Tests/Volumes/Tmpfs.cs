namespace Janitor.Storage.Tests.Volumes;

/// <summary>A small file system of its own; disposing it unmounts it.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly string _directory;

    /// <param name="directory">Where; it is made if it is not there.</param>
    /// <param name="size">How much it takes, such as <c>8m</c>.</param>
    public Tmpfs(string directory, string size)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        Posix.Run("mount", "-t", "tmpfs", "-o", $"size={size}", "none", _directory);
    }

    public void Resize(string size) => Posix.Run("mount", "-o", $"remount,size={size}", _directory);

    /// <inheritdoc/>
    public void Dispose() => Posix.Run("umount", _directory);
}
