using System.Globalization;

namespace Janitor.Cli.Reports;

/// <summary>A share as a bar of text: <c>━━━━━━────────────── 30%</c>.</summary>
internal static class ProgressBar
{
    private const int Width = 20;

    /// <summary>The bar; what is more than all is shown as all.</summary>
    public static string Of(long done, long all)
    {
        var share = all <= 0 ? 0 : Math.Clamp((double)done / all, 0, 1);
        var filled = (int)(share * Width);
        return string.Create(CultureInfo.InvariantCulture, $"{new string('━', filled)}{new string('─', Width - filled)} {Math.Floor(share * 100):0}%");
    }
}
