using System.Text.Json.Serialization.Metadata;

namespace Janitor.Cli.Reports;

/// <summary>Writes reports as JSON to the standard output.</summary>
internal static class ReportOutput
{
    /// <summary>One object when one policy was asked for; an array, in the order of the policies, for several.</summary>
    public static void WriteJson<T>(IReadOnlyList<T> reports, int policies, JsonTypeInfo<T> one, JsonTypeInfo<IReadOnlyList<T>> several)
    {
        using var output = Console.OpenStandardOutput();
        if (policies > 1)
            ReportJson.Write(output, reports, several, indented: true);
        else if (reports.Count > 0)
            ReportJson.Write(output, reports[0], one, indented: true);
        output.WriteByte((byte)'\n');
    }
}
