using System.Collections.Concurrent;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Reviews;
using Microsoft.AspNetCore.Http;

namespace Janitor.Operator.Metrics;

/// <summary>
/// Who may read the metrics. Where that is guarded, the API server is asked who a token belongs to (TokenReview) and whether they may get <c>/metrics</c>
/// (SubjectAccessReview), as it is for Kubernetes' own components. Answers count for a minute.
/// </summary>
/// <param name="reviews">The API server.</param>
/// <param name="isGuarded">Whether it is guarded.</param>
/// <param name="time">The clock.</param>
internal sealed class MetricsAccess(ApiReviews reviews, bool isGuarded, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int MostAnswers = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (int Status, DateTimeOffset Until)> _answers = new(StringComparer.Ordinal);

    /// <summary>The HTTP status that a request gets: 200, 401 or 403; 503 while the API server does not answer.</summary>
    public async Task<int> CheckAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (!isGuarded)
            return StatusCodes.Status200OK;
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.Ordinal))
            return StatusCodes.Status401Unauthorized;
        var token = authorization[Scheme.Length..];
        if (_answers.TryGetValue(token, out var answer) && answer.Until > time.GetUtcNow())
            return answer.Status;
        try
        {
            var status = await AskAsync(token, cancellationToken);
            if (_answers.Count >= MostAnswers)
                _answers.Clear();
            _answers[token] = (status, time.GetUtcNow() + Lifetime);
            return status;
        }
        catch (ApiException)
        {
            return StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<int> AskAsync(string token, CancellationToken cancellationToken)
    {
        if (await reviews.AuthenticateAsync(token, cancellationToken) is not { } user)
            return StatusCodes.Status401Unauthorized;
        return await reviews.AllowsAsync(user, new NonResourceAttributes { Path = "/metrics", Verb = "get" }, cancellationToken) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
    }
}
