using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Janitor.Gateway.Metrics;

/// <summary>Counts requests, whatever became of them.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestCounts(RequestDelegate next, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var route = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "none";
            metrics.CountRequest(route, context.Response.StatusCode, time.GetElapsedTime(started));
        }
    }
}
