using System.Globalization;
using System.Text.RegularExpressions;

namespace Janitor.Bench;

/// <summary>How many requests an API server has answered, by its own count. A watch counts when it ends.</summary>
internal sealed partial class RequestCounts
{
    private readonly Dictionary<(string Verb, string Resource, string Subresource), int> _counts = [];

    /// <summary>Reads what the server tells at <c>/metrics</c>.</summary>
    public static RequestCounts Parse(string metrics)
    {
        var counts = new RequestCounts();
        foreach (Match match in Line().Matches(metrics))
        {
            var key = (match.Groups["verb"].Value, match.Groups["resource"].Value, match.Groups["subresource"].Value);
            var count = (int)double.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            counts._counts[key] = counts._counts.GetValueOrDefault(key) + count;
        }

        return counts;
    }

    /// <summary>What came since an earlier moment, most first.</summary>
    public IReadOnlyList<Requests> Since(RequestCounts before) =>
    [
        .. _counts.Select(pair => new Requests(pair.Key.Verb, pair.Key.Resource, pair.Key.Subresource, pair.Value - before._counts.GetValueOrDefault(pair.Key)))
            .Where(requests => requests.Count > 0)
            .OrderByDescending(requests => requests.Count),
    ];

    [GeneratedRegex(
        """^apiserver_request_total\{.*?,resource="(?<resource>[^"]*)".*?,subresource="(?<subresource>[^"]*)".*?,verb="(?<verb>[^"]*)".*?\} (?<count>\S+)$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Line();

    /// <summary>Requests of one sort; written as <c>30 PATCH leases</c>.</summary>
    internal sealed record Requests(string Verb, string Resource, string Subresource, int Count)
    {
        public override string ToString() => $"{Count} {Verb} {Resource}{(Subresource.Length == 0 ? string.Empty : $"/{Subresource}")}";
    }
}
