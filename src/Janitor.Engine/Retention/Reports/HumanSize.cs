using System.Globalization;

namespace Janitor.Engine.Retention.Reports;

/// <summary>Numbers as people read them.</summary>
public static class HumanSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Bytes with three digits and a binary unit: <c>0 B</c>, <c>1.2 GiB</c>, <c>512 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        // 1023.5 KiB and more would print as 1024 KiB.
        while (value >= (unit == 0 ? 1024 : 1023.5))
        {
            value /= 1024;
            unit++;
        }

        var format = unit == 0 || value >= 9.95 ? "0" : "0.0";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>A count with thousands separated: <c>1,234,567</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
