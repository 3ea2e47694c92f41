using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Janitor.Storage.Programs;

/// <summary>Gives a pipe more room than the 64 KiB that it has by default, so that who writes and who reads wait for each other less often. Source: F_SETPIPE_SZ of fcntl(2), pipe(7).</summary>
internal static partial class WidePipe
{
    /// <summary>The most that an unprivileged user may ask for, by default.</summary>
    private const int Size = 1 << 20;

    private const int SetPipeSize = 1031;

    /// <summary>Widens it.</summary>
    /// <returns>Whether the kernel let it: a user's pipes have a limit together.</returns>
    public static bool TryWiden(Stream stream) => stream is PipeStream pipe && Control(pipe.SafePipeHandle, SetPipeSize, Size) >= Size;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeHandle descriptor, int command, int argument);
}
