using System.Globalization;

namespace Janitor.Bench;

/// <summary>How many bytes a process has resident, and had at most; and how many of them are its own, which are not pages of files that it has mapped.</summary>
internal static class ResidentMemory
{
    public static (long Now, long Peak, long Own) Of(int process)
    {
        var lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"));
        return (Kibibytes("VmRSS:") * 1024, Kibibytes("VmHWM:") * 1024, (Kibibytes("RssAnon:") + Kibibytes("RssShmem:")) * 1024);

        long Kibibytes(string name) => long.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
    }
}
