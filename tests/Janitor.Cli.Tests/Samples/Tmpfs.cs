using System.Diagnostics;

namespace Janitor.Cli.Tests.Samples;

/// <summary>A volume of a fixed size: a tmpfs, in which only the pages of files count. Needs root.</summary>
internal sealed class Tmpfs : IDisposable
{
    public Tmpfs(string directory, int kibibytes)
    {
        Root = directory;
        Directory.CreateDirectory(directory);
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,nr_inodes=100000", "janitor-test", directory);
    }

    public string Root { get; }

    public void Dispose() => Run("umount", Root);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
