using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Janitor.Storage.Tests.Volumes;

/// <summary>What .NET cannot do with files. Paths end with 0.</summary>
internal static partial class Posix
{
    public static void WriteFile(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        var descriptor = Checked(Open(Terminated(path), 0x41 /* O_CREAT | O_WRONLY */, 0x1A4));
        using var file = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        file.Write(content);
    }

    public static void MakeDirectory(ReadOnlySpan<byte> path) => Checked(MakeDirectory(Terminated(path), 0x1FF));

    public static void Link(string path, string other) => Checked(Link(Bytes(path), Bytes(other)));

    public static void MakeFifo(string path) => Checked(MakeNode(Bytes(path), 0x1000 | 0x1A4, 0));

    public static void MakeDevice(string path) => Checked(MakeNode(Bytes(path), 0x2000 | 0x1A4, 0x103 /* null */));

    public static void ChangeMode(string path, uint mode) => Checked(ChangeModeOf(Bytes(path), mode));

    public static void ChangeOwner(string path, uint user, uint group) => Checked(ChangeOwnerOf(Bytes(path), user, group));

    /// <summary>Makes this thread use files as another user does; 0 undoes it.</summary>
    public static void ActAs(uint user) => _ = SetFileSystemUser(user);

    /// <summary>As <c>2755 1234:5678</c>.</summary>
    public static string ModeAndOwner(string path) => Run("stat", "-c", "%a %u:%g", path).TrimEnd();

    /// <summary>Runs a program, which has to succeed.</summary>
    /// <returns>What it printed, errors included.</returns>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" 2>&1", "sh", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }

    private static byte[] Bytes(string path) => Terminated(System.Text.Encoding.UTF8.GetBytes(path));

    private static byte[] Terminated(ReadOnlySpan<byte> path) => [.. path, 0];

    private static int Checked(int result) => result >= 0 ? result : throw new IOException(Marshal.GetLastPInvokeErrorMessage());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static partial int MakeDirectory(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true)]
    private static partial int Link(byte[] path, byte[] other);

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true)]
    private static partial int MakeNode(byte[] path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static partial int ChangeModeOf(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true)]
    private static partial int ChangeOwnerOf(byte[] path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
