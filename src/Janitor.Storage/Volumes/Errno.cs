using System.Runtime.InteropServices;

namespace Janitor.Storage.Volumes;

/// <summary>The error numbers that decide something, and what they mean to the user.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EROFS = 30;
    public const int ELOOP = 40;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Whether the directory that was looked for is not there any more: gone, or another kind of thing (a file, a link) in its place.</summary>
    public static bool IsVanished(int error) => error is ENOENT or ENOTDIR or ELOOP;

    /// <summary>The error in words, with the remedy where there is a usual one.</summary>
    public static string Describe(int error)
    {
        var words = Marshal.GetPInvokeErrorMessage(error);
        return error switch
        {
            EACCES or EPERM => $"{words}; run as a user with permission there (runAsUser, fsGroup)",
            EMFILE or ENFILE => $"{words}; raise the limit of open files or lower the concurrency",
            EROFS => $"{words}; mount the volume for writing",
            _ => words,
        };
    }
}
