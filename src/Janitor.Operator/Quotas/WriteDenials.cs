using System.Collections.Concurrent;
using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;
using Janitor.Operator.Targets;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Operator.Quotas;

/// <summary>Has buckets refuse what tenants above their limits write. Each quota has one statement in its bucket's policy.</summary>
/// <param name="stores">Opens the policies.</param>
internal sealed class WriteDenials(TargetStores stores)
{
    /// <summary>A bucket's policy is read and written as a whole: one quota at a time.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>
    /// The statement of a quota. Amazon's policies of users allow letters and digits alone there; its bucket policies, and Ceph, allow hyphens, and even spaces
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html).
    /// </summary>
    public static string StatementOf(StorageQuota quota) => $"janitor-dev-{quota.Metadata.Uid!.Replace("-", "", StringComparison.Ordinal)}";

    /// <summary>Refuses what those write that were found above their limits, and nobody else.</summary>
    public async Task<Denial> ApplyAsync(StorageQuota quota, ITenants whose, QuotaAssessment found, CancellationToken cancellationToken)
    {
        try
        {
            using var policy = await OpenAsync(quota, cancellationToken);
            var over = found.Over.Select(tenant => (Name: Encoding.UTF8.GetString(tenant.Name.Span), Places: whose.PlacesOf(tenant.Name.Span)))
                .ToLookup(tenant => tenant.Places?.All(policy.CanName) ?? false);
            var named = over[true].ToList();
            var count = await WriteAsync(quota, policy, [.. named.Select(tenant => tenant.Places!)], cancellationToken);
            return new Denial
            {
                Tenants = [.. named.Take(count).Select(tenant => tenant.Name)],
                Unnamed = [.. over[false].Select(tenant => tenant.Name)],
                WithoutRoom = found.OverLimit - over[false].Count() - count,
            };
        }
        catch (Exception problem) when (problem is StoreException or BlockedException)
        {
            return new Denial { Problem = problem.Message };
        }
    }

    /// <summary>Takes a quota's statement away.</summary>
    /// <exception cref="BlockedException">That could not be done.</exception>
    public async Task LiftAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        // Servers that know no CEL rules let the target change.
        if (quota.Spec.Target?.Bucket is null)
            throw new BlockedException(Reasons.DenialFailed, $"statement {StatementOf(quota)} may still refuse writes in the bucket that was the target; take it away there");
        try
        {
            using var policy = await OpenAsync(quota, cancellationToken);
            await WriteAsync(quota, policy, [], cancellationToken);
        }
        catch (StoreException problem) when (problem.Field == "spec.target.bucket.name")
        {
            // There is no such bucket any more, and so no policy.
        }
        catch (StoreException problem)
        {
            throw new BlockedException(Reasons.DenialFailed, $"statement {StatementOf(quota)} may still refuse writes: {problem.Message}");
        }
    }

    private Task<S3WriteDenial> OpenAsync(StorageQuota quota, CancellationToken cancellationToken) =>
        stores.OpenWriteDenialAsync(quota.Namespace, quota.Spec.Target!.Bucket!, cancellationToken);

    private async Task<int> WriteAsync(StorageQuota quota, S3WriteDenial policy, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> tenants, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(KeyOf(quota.Spec.Target!.Bucket!), _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await policy.DenyAsync(StatementOf(quota), tenants, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static string KeyOf(BucketTarget bucket) => $"{bucket.Endpoint}/{bucket.Name}";
}
