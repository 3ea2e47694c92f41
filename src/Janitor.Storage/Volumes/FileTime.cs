using System.Runtime.InteropServices;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary><c>struct timespec</c> as futimens takes it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FileTime
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>Leaves the time as it is (UTIME_OMIT).</summary>
    private const long Omit = (1L << 30) - 2;

    private readonly long _seconds;
    private readonly long _nanoseconds;

    /// <param name="nanoseconds">Since 1970; <see cref="Item.NoTime"/> changes nothing.</param>
    public FileTime(long nanoseconds)
    {
        _seconds = nanoseconds == Item.NoTime ? 0 : (nanoseconds - Below(nanoseconds)) / PerSecond;
        _nanoseconds = nanoseconds == Item.NoTime ? Omit : Below(nanoseconds);
    }

    private static long Below(long nanoseconds) => ((nanoseconds % PerSecond) + PerSecond) % PerSecond;
}
