using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Has a bucket refuse writes, by a statement in its policy beside those of others. The policy has no versions and no conditional writes, so it is read back after it
/// was written, and written again when somebody else's writing came between; two that write at once must not be here.
/// </summary>
public sealed class S3WriteDenial : IDisposable
{
    private const int Attempts = 5;
    private const string Field = "spec.target.bucket";

    private readonly BucketConnection _bucket;
    private readonly S3Calls _calls;

    /// <summary>Sets it up; nothing is sent yet.</summary>
    /// <param name="options">The bucket.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chance">Numbers from 0 up to 1 that spread retries; the system's by default.</param>
    /// <exception cref="StoreException">The endpoint is no URL, the CA bundle no PEM, or there are no credentials.</exception>
    public S3WriteDenial(S3StoreOptions options, TimeProvider time, Func<double>? chance = null)
    {
        try
        {
            _bucket = new BucketConnection(options, time, chance ?? S3Store.SystemChance);
        }
        catch (AmazonClientException e)
        {
            throw S3Errors.ToStoreException(e, options.Target, "use");
        }

        _calls = new S3Calls(_bucket);
    }

    /// <summary>
    /// Only Amazon is known to take <c>${*}</c> for a star (Ceph takes it for anything between <c>${</c> and <c>}</c>); elsewhere such a name would be no one's, or others' too.
    /// </summary>
    private bool KnowsVariables => _bucket.Target.Endpoint is not { } endpoint || new Uri(endpoint).Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the bucket's policy can speak of a place, and of no other.</summary>
    /// <param name="place">A folder below the target's prefix, with a slash at its end, or a path.</param>
    public bool CanName(ReadOnlyMemory<byte> place) => _bucket.Key(place) is { } key && (KnowsVariables || !PolicyStatement.NeedsEscape(key));

    /// <summary>Has writes to some places refused, in place of those that were before.</summary>
    /// <param name="sid">What the statement is known by.</param>
    /// <param name="tenants">Each tenant's places, of which each can be named; with none, the statement is taken away.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many of the tenants, from the first on, are refused: the rest found no room in the policy.</returns>
    /// <exception cref="StoreException">The policy cannot be read or written.</exception>
    public async Task<int> DenyAsync(string sid, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> tenants, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var current = await ReadAsync(cancellationToken);
            var (wanted, count) = Merge(current, sid, tenants);
            // Right as it was, or as it was written.
            if (wanted is null)
                return count;
            if (attempt > 2)
                await _bucket.Retry.PauseAsync(attempt, cancellationToken);
            await WriteAsync(wanted, cancellationToken);
        }

        throw new StoreException(Field, $"the policy of bucket {_bucket.Name} is not as it was written: somebody else, or another program, writes it too");
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    private (string? Policy, int Count) Merge(string? policy, string sid, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> tenants)
    {
        try
        {
            var others = PolicyStatement.Merge(policy, sid, null) ?? policy ?? string.Empty;
            var room = PolicyStatement.LongestPolicy - PolicyStatement.LengthWith(others, sid, PolicyStatement.DenyWrites(_bucket.Name, []));
            var places = new List<string>();
            var count = 0;
            foreach (var keys in tenants.Select(tenant => tenant.Select(place => _bucket.Key(place)!).ToList()))
            {
                room -= keys.Sum(key => PolicyStatement.CostOf(_bucket.Name, key));
                if (room < 0)
                    break;
                places.AddRange(keys);
                count++;
            }

            return (PolicyStatement.Merge(policy, sid, places.Count == 0 ? null : PolicyStatement.DenyWrites(_bucket.Name, places)), count);
        }
        catch (JsonException mistake)
        {
            throw new StoreException(Field, $"the policy of bucket {_bucket.Name} cannot be read: {mistake.Message}", mistake);
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        const string Doing = "read the policy (s3:GetBucketPolicy) of";
        var request = new GetBucketPolicyRequest { BucketName = _bucket.Name };
        var policy = (await _calls.FindAsync(Doing, token => _bucket.Client.GetBucketPolicyAsync(request, token), cancellationToken))?.Policy;
        // The SDK hands a 404 over as if it were the policy: the error's XML.
        if (policy?.Contains("<Code>NoSuchBucket</Code>", StringComparison.Ordinal) == true)
            throw _bucket.Error(new AmazonS3Exception("there is no such bucket") { ErrorCode = "NoSuchBucket", StatusCode = HttpStatusCode.NotFound }, Doing);
        return string.IsNullOrWhiteSpace(policy) || policy.StartsWith('<') ? null : policy;
    }

    private Task WriteAsync(string policy, CancellationToken cancellationToken)
    {
        if (policy.Length == 0)
            return _calls.FindAsync("delete the policy (s3:DeleteBucketPolicy) of", token => _bucket.Client.DeleteBucketPolicyAsync(_bucket.Name, token), cancellationToken);
        var request = new PutBucketPolicyRequest { BucketName = _bucket.Name, Policy = policy };
        return _calls.RunAsync("write the policy (s3:PutBucketPolicy) of", token => _bucket.Client.PutBucketPolicyAsync(request, token), cancellationToken);
    }
}
