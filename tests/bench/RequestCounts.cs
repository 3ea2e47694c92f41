using System.Globalization;
using System.Text.RegularExpressions;

namespace Janitor.Bench;

/// <summary>How many requests of each verb and resource an API server has answered, by its own count. A watch counts when it ends.</summary>
internal sealed partial class RequestCounts
{
    private readonly Dictionary<string, double> _counts = new(StringComparer.Ordinal);

    /// <summary>Reads what the server tells at <c>/metrics</c>.</summary>
    public static RequestCounts Parse(string metrics)
    {
        var counts = new RequestCounts();
        foreach (Match match in Line().Matches(metrics))
        {
            var subresource = match.Groups["subresource"].Value;
            var key = $"{match.Groups["verb"].Value} {match.Groups["resource"].Value}{(subresource.Length == 0 ? "" : $"/{subresource}")}";
            counts._counts[key] = counts._counts.GetValueOrDefault(key) + double.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        }

        return counts;
    }

    /// <summary>What came since an earlier moment, as <c>PATCH leases</c>; most first.</summary>
    public IReadOnlyList<(string Request, int Count)> Since(RequestCounts before) =>
    [
        .. _counts.Select(pair => (Request: pair.Key, Count: (int)(pair.Value - before._counts.GetValueOrDefault(pair.Key))))
            .Where(pair => pair.Count > 0).OrderByDescending(pair => pair.Count),
    ];

    [GeneratedRegex(
        """^apiserver_request_total\{.*?,resource="(?<resource>[^"]*)".*?,subresource="(?<subresource>[^"]*)".*?,verb="(?<verb>[^"]*)".*?\} (?<count>\S+)$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Line();
}
