using System.Diagnostics.Metrics;

namespace Janitor.Kubernetes.Client;

/// <summary>What client-go counts, under its names.</summary>
internal static class ClientMetrics
{
    private static readonly Meter Meter = new("Janitor.Kubernetes");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", description: "Number of HTTP requests, partitioned by status code, method, and host.");

    /// <summary>Counts one request.</summary>
    /// <param name="code">The HTTP code, or <c>&lt;error&gt;</c> when there was no answer.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="server">Where it went.</param>
    public static void Count(string code, HttpMethod method, Uri server) =>
        Requests.Add(1, new("code", code), new("method", method.Method), new("host", server.Authority));
}
