using System.Text.Json;

namespace Janitor.Cli.Tests.Samples;

/// <summary>How one run of a sample ended.</summary>
internal sealed record SampleRun(int Code, string Errors, JsonElement Report)
{
    public IEnumerable<(string Name, long Selected, long Acted)> Rules => Report.GetProperty("rules").EnumerateArray()
        .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("selected").GetInt64(), rule.GetProperty("acted").GetInt64()));

    public IEnumerable<string> Sample => Report.GetProperty("sample").EnumerateArray().Select(item => item.GetProperty("path").GetString()!);

    public string? StopReason => Report.GetProperty("stopReason").GetString();

    public long Count(string field) => Report.GetProperty(field).GetInt64();

    public long Catalog(string field) => Report.GetProperty("catalog").GetProperty(field).GetInt64();
}
