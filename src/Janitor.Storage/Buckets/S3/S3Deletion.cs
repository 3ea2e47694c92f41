using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Deletes objects that are still what was listed, 1,000 a request. In a versioned bucket this adds markers; versions are never deleted.
/// </summary>
internal sealed class S3Deletion(BucketConnection bucket) : IDisposable
{
    private readonly SemaphoreSlim _looks = new(bucket.Options.Concurrency);

    /// <summary>Deletes one request's worth of objects and reports each once; throws only when cancelled, and then has reported them, too.</summary>
    public async Task DeleteAsync(IReadOnlyList<Doomed> batch, Action<Doomed, Outcome> report, CancellationToken cancellationToken)
    {
        var left = batch;
        var sent = false;
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            var last = attempt == S3Retry.Attempts;
            try
            {
                if (attempt > 1)
                    await bucket.Retry.PauseAsync(attempt - 1, cancellationToken);
                left = await LookAgainAsync(left, sent, report, cancellationToken);
                if (left.Count == 0)
                    return;
                // An answer that is lost on its way leaves open what was deleted: then a missing object is one that we deleted.
                var first = !sent;
                sent = true;
                var errors = await SendAsync(left, cancellationToken);
                left = Settle(left, errors, first, last, report);
            }
            catch (Exception e) when (last || cancellationToken.IsCancellationRequested || !S3Retry.IsTransient(e))
            {
                var cancelled = cancellationToken.IsCancellationRequested;
                var failed = Outcome.Failed(cancelled ? "the run was stopped before the server confirmed it" : S3Errors.Describe(e));
                foreach (var doomed in left)
                    report(doomed, failed);
                if (cancelled)
                    throw;
                return;
            }
            catch (Exception e) when (S3Retry.IsTransient(e))
            {
                // The next attempt repeats what is left.
            }
        }
    }

    public void Dispose() => _looks.Dispose();

    /// <summary>
    /// Where the server checks no ETags: drops, and reports, what is not there as listed any more, of those not seen lately.
    /// </summary>
    private async Task<IReadOnlyList<Doomed>> LookAgainAsync(
        IReadOnlyList<Doomed> batch, bool sent, Action<Doomed, Outcome> report, CancellationToken cancellationToken)
    {
        var oldest = bucket.Time.GetUtcNow() - bucket.Options.RecheckAfter;
        if (bucket.ChecksETags || batch.All(d => d.SeenAt >= oldest))
            return batch;
        var kept = new ConcurrentBag<Doomed>();
        var settled = new ConcurrentBag<(Doomed Doomed, Outcome Outcome)>();
        await Parallel.ForEachAsync(batch, Bounded(cancellationToken), async (doomed, token) =>
        {
            if (doomed.SeenAt >= oldest)
            {
                kept.Add(doomed);
                return;
            }
            await _looks.WaitAsync(token);
            try
            {
                var seenAt = bucket.Time.GetUtcNow();
                switch (await bucket.HeadAsync(doomed.Key, token))
                {
                    case null:
                        settled.Add((doomed, sent ? Outcome.Done(doomed.Item.Reclaimable) : Outcome.Gone));
                        break;
                    case var now when BucketConnection.IsSame(now, doomed.Item):
                        kept.Add(doomed with { SeenAt = seenAt });
                        break;
                    default:
                        settled.Add((doomed, Outcome.Changed));
                        break;
                }
            }
            catch (AmazonS3Exception e) when (!S3Retry.IsTransient(e))
            {
                settled.Add((doomed, Outcome.Failed("cannot look at it again: " + S3Errors.Describe(e))));
            }
            finally
            {
                _looks.Release();
            }
        });
        foreach (var (doomed, outcome) in settled)
            report(doomed, outcome);
        return [.. kept];
    }

    private ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = bucket.Options.Concurrency, CancellationToken = cancellationToken };

    /// <summary>Sends the deletes and returns the errors by key.</summary>
    private async Task<Dictionary<string, DeleteError>> SendAsync(IReadOnlyList<Doomed> batch, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, DeleteError>(StringComparer.Ordinal);
        var bulk = new List<KeyVersion>(batch.Count);
        foreach (var doomed in batch)
        {
            if (S3Keys.SurvivesXml(doomed.Key))
                bulk.Add(new KeyVersion { Key = doomed.Key, ETag = ETag(doomed) });
            else if (await SendAloneAsync(doomed, cancellationToken) is { } error)
                errors[doomed.Key] = error;
        }
        if (bulk.Count == 0)
            return errors;
        try
        {
            await bucket.Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = bucket.Name, Quiet = true, Objects = bulk }, cancellationToken);
        }
        catch (DeleteObjectsException e)
        {
            foreach (var error in e.Response.DeleteErrors)
                errors[error.Key ?? string.Empty] = error;
        }
        return errors;
    }

    private async Task<DeleteError?> SendAloneAsync(Doomed doomed, CancellationToken cancellationToken)
    {
        try
        {
            await bucket.Client.DeleteObjectAsync(
                new DeleteObjectRequest { BucketName = bucket.Name, Key = doomed.Key, IfMatch = ETag(doomed) }, cancellationToken);
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return new DeleteError { Key = doomed.Key, Code = "PreconditionFailed" };
        }
        catch (AmazonS3Exception e) when (!S3Retry.IsTransient(e))
        {
            return new DeleteError { Key = doomed.Key, Code = e.ErrorCode, Message = e.Message };
        }
    }

    /// <summary>The condition is sent to a versioned bucket, too, where it was not probed: a server that does not know it ignores it.</summary>
    private string? ETag(Doomed doomed) => bucket.ChecksETags || bucket.Versioned ? doomed.Item.Identity.ETag : null;

    /// <summary>Reports what the answer settles and returns what is to be tried again.</summary>
    private static List<Doomed> Settle(
        IReadOnlyList<Doomed> batch, Dictionary<string, DeleteError> errors, bool first, bool last, Action<Doomed, Outcome> report)
    {
        var named = batch.Count(d => errors.ContainsKey(d.Key));
        var again = new List<Doomed>();
        foreach (var doomed in batch)
        {
            if (!errors.TryGetValue(doomed.Key, out var error))
            {
                // Errors for keys that we did not send are errors of some that we did: then nothing counts as done.
                report(doomed, named == errors.Count
                    ? Outcome.Done(doomed.Item.Reclaimable)
                    : Outcome.Failed("the server reported errors for other keys than it was sent"));
            }
            else if (!last && S3Retry.IsTransientCode(error.Code))
            {
                again.Add(doomed);
            }
            else
            {
                report(doomed, error.Code switch
                {
                    "PreconditionFailed" => Outcome.Changed,
                    "NoSuchKey" when first => Outcome.Gone,
                    "NoSuchKey" => Outcome.Done(doomed.Item.Reclaimable),
                    _ => Outcome.Failed(S3Errors.Describe(error.Code, error.Message)),
                });
            }
        }
        return again;
    }
}
