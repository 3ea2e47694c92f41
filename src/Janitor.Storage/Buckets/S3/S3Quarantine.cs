using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Moves objects aside and back. S3 cannot rename: an object is copied, with all that describes it, and then the original is deleted.
/// When that breaks off in between, both exist, and doing it again is harmless.
/// </summary>
internal static class S3Quarantine
{
    /// <summary>Moves one object to <c>PREFIX.janitor/quarantine/LABEL/PATH</c> and reports it once.</summary>
    public static async Task MoveAsync(
        BucketConnection bucket, S3Deletion deletion, Doomed doomed, QuarantineLabel label, Action<Doomed, Outcome> report, CancellationToken cancellationToken)
    {
        Outcome outcome;
        try
        {
            outcome = await MoveAsync(bucket, deletion, doomed, label, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report(doomed, Outcome.Failed("the run was stopped before it was moved"));
            throw;
        }
        catch (Exception e) when (e is not StoreException)
        {
            outcome = Outcome.Failed("cannot copy it to quarantine: " + S3Errors.Describe(e));
        }
        report(doomed, outcome);
    }

    /// <summary>Lists what lies in quarantine.</summary>
    public static async IAsyncEnumerable<QuarantinedItem> ListAsync(BucketConnection bucket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = S3Keys.Utf8.GetBytes(QuarantineLabel.Root + "/");
        await foreach (var page in new S3Listing(bucket).PagesAsync(bucket.Prefix + QuarantineLabel.Root + "/", cancellationToken))
        {
            foreach (var item in page.Batch.Items.ToArray())
            {
                var rest = item.Path[root.Length..];
                var slash = rest.Span.IndexOf((byte)'/');
                if (slash > 0 && QuarantineLabel.TryParse(System.Text.Encoding.UTF8.GetString(rest.Span[..slash]), out var label))
                    yield return new QuarantinedItem(label, rest[(slash + 1)..].ToArray(), item.Size);
            }
        }
    }

    /// <summary>Copies one object back, unless something is at its place, and deletes the copy in quarantine.</summary>
    public static async Task<Outcome> RestoreAsync(BucketConnection bucket, QuarantinedItem item, CancellationToken cancellationToken)
    {
        var place = bucket.Prefix + S3Keys.Utf8.GetString(item.Path.Span);
        var aside = Key(bucket, item.Label, place);
        try
        {
            if (await bucket.HeadAsync(aside, cancellationToken) is not { } source)
                return Outcome.Gone;
            if (await bucket.HeadAsync(place, cancellationToken) is not null)
                return Outcome.Changed;
            await new S3Copy(bucket).RunAsync(aside, place, source, overwrite: false, cancellationToken);
            return await PurgeAsync(bucket, item, 0, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return Outcome.Changed;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome.Failed("cannot copy it back: " + S3Errors.Describe(e));
        }
    }

    /// <summary>Deletes one object in quarantine.</summary>
    public static async Task<Outcome> PurgeAsync(BucketConnection bucket, QuarantinedItem item, long freed, CancellationToken cancellationToken)
    {
        var key = Key(bucket, item.Label, bucket.Prefix + S3Keys.Utf8.GetString(item.Path.Span));
        try
        {
            await bucket.Retry.RunAsync(token => bucket.Client.DeleteObjectAsync(bucket.Name, key, token), cancellationToken);
            return Outcome.Done(freed);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome.Failed("cannot delete it from quarantine: " + S3Errors.Describe(e));
        }
    }

    private static async Task<Outcome> MoveAsync(
        BucketConnection bucket, S3Deletion deletion, Doomed doomed, QuarantineLabel label, CancellationToken cancellationToken)
    {
        var aside = Key(bucket, label, doomed.Key);
        var length = S3Keys.Utf8.GetByteCount(aside);
        if (length > S3Keys.MaxBytes)
            return Outcome.Failed($"its key in quarantine would have {length} bytes, and S3 allows {S3Keys.MaxBytes}; delete it or leave it");
        if (await bucket.HeadAsync(doomed.Key, cancellationToken) is not { } source)
            return Outcome.Gone;
        if (!BucketConnection.IsSame(source, doomed.Item))
            return Outcome.Changed;
        try
        {
            await new S3Copy(bucket).RunAsync(doomed.Key, aside, source, overwrite: true, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return Outcome.Changed;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return Outcome.Gone;
        }

        // Long ago, so that it is looked at once more right before it goes.
        var outcome = Outcome.Gone;
        var moved = doomed with { SeenAt = DateTimeOffset.MinValue, Item = doomed.Item with { Reclaimable = 0 } };
        await deletion.DeleteAsync([moved], (_, result) => outcome = result, cancellationToken);
        if (outcome.Kind is OutcomeKind.Changed or OutcomeKind.Failed)
            await PurgeAsync(bucket, new QuarantinedItem(label, doomed.Item.Path, doomed.Item.Size), 0, cancellationToken);
        return outcome;
    }

    private static string Key(BucketConnection bucket, QuarantineLabel label, string key) =>
        $"{bucket.Prefix}{QuarantineLabel.Root}/{label}/{key[bucket.Prefix.Length..]}";
}
