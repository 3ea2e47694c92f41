using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Janitor.Storage.Programs;

/// <summary>
/// A file that a program of ours can read, and that is on no disk: in memory alone, reached through our own descriptor in <c>/proc</c>, which the kernel shows to nobody but this user, so
/// that it may be a secret. Source: memfd_create(2), proc(5).
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly SafeFileHandle _file;

    /// <param name="content">What it holds.</param>
    /// <exception cref="IOException">The kernel has no memory for it.</exception>
    public MemoryFile(string content)
    {
        var descriptor = CreateInMemory("janitor", CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"nothing can be handed to a program in memory: {Marshal.GetLastPInvokeErrorMessage()}");
        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(_file, Encoding.UTF8.GetBytes(content), 0);
        Path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{descriptor}");
    }

    /// <summary>Where it is, for as long as this is not disposed of.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateInMemory(string name, uint flags);
}
