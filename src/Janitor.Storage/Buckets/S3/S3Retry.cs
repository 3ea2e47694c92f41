using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Repeats requests that failed for reasons that pass: 5xx, SlowDown, connections cut off. The pauses double from 0.1 s to 10 s,
/// each shortened by chance by up to half, so that clients do not come back all at once.
/// </summary>
internal sealed class S3Retry(TimeProvider time, Func<double> chance)
{
    /// <summary>How often a request is tried: for half a minute or so.</summary>
    public const int Attempts = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Calls until it succeeds, fails for good, or was tried often enough; throws the last error.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts && !cancellationToken.IsCancellationRequested && IsTransient(e))
            {
                await PauseAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>
    /// As <see cref="RunAsync{T}(Func{CancellationToken, Task{T}}, CancellationToken)"/>, but gives up at the latest after
    /// <paramref name="within"/>, with the last error.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan within, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Exception? last = null;
        async Task<T> Remember(CancellationToken token)
        {
            try
            {
                return await call(token);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                last = e;
                throw;
            }
        }
        try
        {
            return await RunAsync(Remember, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw last ?? new TimeoutException($"no answer within {within.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits before the next attempt.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var pause = Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromSeconds(pause * (1 - (chance() / 2))), time, cancellationToken);
    }

    /// <summary>Whether the same request may succeed later. A cancelled one counts: the caller rules out that it was its own doing.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        // An answer of 200 whose XML broke off.
        AmazonUnmarshallingException or XmlException => true,
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        AmazonServiceException service when service.StatusCode != default => IsTransientCode(service.ErrorCode),
        AuthenticationException => false,
        _ when error.InnerException is AuthenticationException => false,
        IOException or HttpRequestException or SocketException or TimeoutException or OperationCanceledException => true,
        _ => error.InnerException is { } inner && IsTransient(inner),
    };

    /// <summary>The error codes, for a request or for one key of a bulk delete, that pass.</summary>
    public static bool IsTransientCode(string? code) =>
        code is "InternalError" or "SlowDown" or "ServiceUnavailable" or "RequestTimeout" or "Throttling" or "ThrottlingException" or "TooManyRequests" or "OperationAborted";
}
