using System.Globalization;
using System.Text.Json;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Catalog;
using Janitor.Kubernetes.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Problems;

/// <summary>Answers every request that fails with problem details, whoever found the fault: a handler, the framework, or nobody.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="logger">Where what is not the caller's fault is told.</param>
internal sealed class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> logger)
{
    /// <summary>What problem details are sent as.</summary>
    public const string MediaType = "application/problem+json";

    private const string RetryAfterSeconds = "5";

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= StatusCodes.Status400BadRequest, HasStarted: false, ContentLength: null or 0, ContentType: null })
                await WriteAsync(context, ProblemKind.Of(context.Response.StatusCode), null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
#pragma warning disable CA1031 // Whatever was not foreseen is answered, too.
        catch (Exception problem) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, problem);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception problem)
    {
        switch (problem)
        {
            case ProblemException known:
                return WriteAsync(context, known.Kind, known);
            case BadHttpRequestException bad:
                return WriteAsync(context, ProblemKind.Of(bad.StatusCode), new ProblemException(ProblemKind.BadRequest, Words(bad)));
            case JsonException bad:
                return WriteAsync(context, ProblemKind.BadRequest, new ProblemException(ProblemKind.BadRequest, $"the JSON cannot be read: {bad.Message}"));
            case LedgerException or StoreException or ApiException or CatalogException:
                logger.Unavailable(context.Request.Method, context.Request.Path, problem.Message);
                return WriteAsync(context, ProblemKind.Unavailable, new ProblemException(ProblemKind.Unavailable, $"{Who(problem)} does not answer; try again"));
            default:
                logger.Failed(context.Request.Method, context.Request.Path, problem);
                return WriteAsync(context, ProblemKind.Internal, null);
        }
    }

    private static string Who(Exception problem) => problem switch
    {
        LedgerException => "the ledger",
        StoreException => "the bucket",
        CatalogException => "the application's database",
        _ => "the cluster",
    };

    /// <summary>What is wrong with JSON stands in the inner exception: field and place.</summary>
    private static string Words(BadHttpRequestException problem) => problem.InnerException is JsonException json ? $"the JSON cannot be read: {json.Message}" : problem.Message;

    private static Task WriteAsync(HttpContext context, ProblemKind kind, ProblemException? problem)
    {
        var response = context.Response;
        response.StatusCode = kind.Status;
        switch (kind.Status)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "Bearer";
                break;
            case StatusCodes.Status429TooManyRequests:
                response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                break;
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfterSeconds;
                break;
        }

        var body = new Problem(kind.Type, kind.Title, kind.Status, problem?.Message)
        {
            Used = problem?.Standing?.Used,
            Reserved = problem?.Standing?.Reserved,
            Limit = problem?.Standing?.Limit,
            Remaining = problem?.Standing?.Remaining,
        };
        return response.WriteAsJsonAsync(body, GatewayJson.Default.Problem, MediaType, context.RequestAborted);
    }
}
