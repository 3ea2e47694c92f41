using System.Globalization;
using System.Text;

namespace Janitor.Kubernetes.Client;

/// <summary>Writes the queries of requests.</summary>
internal static class EntityQuery
{
    public static string Of(ListOptions options) => Of(
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        // A page after the first one belongs to the first one's version: naming another is an error.
        ("resourceVersion", options.Continue is null ? options.ResourceVersion : null),
        // Without it, a version together with a limit means exactly that version, which may be gone already.
        ("resourceVersionMatch", options.Continue is null && options.ResourceVersion is not (null or "" or "0") ? "NotOlderThan" : null),
        ("limit", options.Limit?.ToString(CultureInfo.InvariantCulture)),
        ("continue", options.Continue));

    public static string Of(WatchOptions options) => Of(
        ("watch", "true"),
        ("allowWatchBookmarks", "true"),
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        ("resourceVersion", options.ResourceVersion),
        ("timeoutSeconds", ((long)Math.Ceiling(options.Timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));

    /// <summary>A query of what has a value; empty when nothing has.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (!string.IsNullOrEmpty(value))
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }
}
