using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Objects;

/// <summary>Deletes objects, and takes them out of the ledger.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="audit">Who did what.</param>
internal sealed class Deletions(ILedger ledger, IAuditLog audit)
{
    private const int Most = 1000;
    private const int AtOnce = 16;

    /// <summary>Deletes; each item has an answer of its own.</summary>
    /// <exception cref="ProblemException">Nothing, or too much, is asked for.</exception>
    public async Task<DeleteAnswer> DeleteAsync(Visit visit, DeleteRequest request, CancellationToken cancellationToken)
    {
        var jobs = await Artifacts.AllAsync(visit, request.Jobs, cancellationToken);
        string[] keys = [.. request.Keys, .. jobs.SelectMany(job => job.Keys)];
        if (request.Keys.Count + request.Jobs.Count == 0 || keys.Length > Most)
            throw new ProblemException(ProblemKind.BadRequest, $"name 1 to {Most} objects in keys, or their jobs in jobs");
        var items = new DeletedItem[keys.Length];
        var paths = await ObjectKey.FindAsync(visit, keys, cancellationToken);
        await Parallel.ForAsync(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
            items[i] = await DeleteAsync(visit, keys[i], paths[i], token));

        ReadOnlyMemory<byte>[] gone = [.. paths.Where((_, i) => items[i].Outcome == DeletedItem.Deleted).Select(path => path!.Value)];
        if (gone.Length > 0)
        {
            await ledger.RemoveAsync(visit.Quota.Store, gone, CancellationToken.None);
            await audit.WriteAsync([.. gone.Select(path => new AuditEntry(visit.Caller.Name, AuditActions.ObjectDeleted, visit.Quota.Collection, visit.Of, path))], CancellationToken.None);
        }

        return new DeleteAnswer([.. items, .. jobs.Where(job => job.Keys.Count == 0).Select(job => new DeletedItem(job.Job, DeletedItem.NotFound, "the tenant has no such job, or the quota no artifacts"))]);
    }

    private static async Task<DeletedItem> DeleteAsync(Visit visit, string key, ReadOnlyMemory<byte>? path, CancellationToken cancellationToken)
    {
        if (path is not { } bytes)
            return new DeletedItem(key, DeletedItem.NotFound, null);
        try
        {
            return await visit.Quota.Bucket.DeleteAsync(bytes, cancellationToken) is { } complaint
                ? new DeletedItem(key, DeletedItem.Failed, complaint)
                : new DeletedItem(key, DeletedItem.Deleted, null);
        }
        catch (StoreException)
        {
            // What others of the request have deleted is deleted, and has to be taken out of the ledger.
            return new DeletedItem(key, DeletedItem.Failed, "the bucket does not answer; try again");
        }
    }
}
