using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Backups.Volumes;

/// <summary>Has tar run as a user who is not root, as in a worker's pod, where it works below a directory. Others' are left alone.</summary>
internal sealed class TarAsNobody : IDisposable
{
    public const uint User = 65532;

    private readonly ScratchDirectory _programs = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    /// <param name="below">The directory, which the user is let into.</param>
    public TarAsNobody(string below)
    {
        Posix.ChangeMode(below, 0x1ED);
        var program = Path.Combine(_programs.Path, "tar");
        File.WriteAllText(
            program,
            $"""
            #!/bin/sh
            case "$*" in
              *--directory={below}*) exec setpriv --reuid={User} --regid={User} --clear-groups /usr/bin/tar "$@" ;;
              *) exec /usr/bin/tar "$@" ;;
            esac

            """);
        Posix.ChangeMode(program, 0x1ED);
        Environment.SetEnvironmentVariable("PATH", $"{_programs.Path}:{_path}");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _programs.Dispose();
    }
}
