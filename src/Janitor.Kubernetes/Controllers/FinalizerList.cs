using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>
/// Adds names to an object's finalizers and takes them off. The list has others' names too, in no order that means anything; a merge patch replaces it whole, so it
/// is sent with the version that was read, and when somebody was faster, the object is read again.
/// </summary>
internal sealed class FinalizerList<TEntity>(IKubernetesClient client, TimeProvider time)
    where TEntity : class, IKubernetesObject
{
    /// <summary>How often a conflict is tried again, and the pause before: client-go's <c>retry.DefaultRetry</c>.</summary>
    public const int Retries = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Adds names; gives the object with them, or null when it is gone or to be deleted, for then nothing can be added.</summary>
    public Task<TEntity?> AddAsync(TEntity entity, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        ChangeAsync(entity, finalizers => [.. finalizers, .. ids.Except(finalizers)], adds: true, cancellationToken);

    /// <summary>Takes a name off; gives the object without it, or null when it is gone.</summary>
    public Task<TEntity?> RemoveAsync(TEntity entity, string id, CancellationToken cancellationToken) =>
        ChangeAsync(entity, finalizers => [.. finalizers.Where(finalizer => finalizer != id)], adds: false, cancellationToken);

    private async Task<TEntity?> ChangeAsync(
        TEntity entity, Func<IReadOnlyList<string>, IReadOnlyList<string>> change, bool adds, CancellationToken cancellationToken)
    {
        var (name, @namespace, uid) = (entity.Metadata.Name, entity.Metadata.Namespace, entity.Metadata.Uid);
        for (var attempt = 1; ; attempt++)
        {
            var old = entity.Metadata.Finalizers ?? [];
            var @new = change(old);
            if (@new.Count == old.Count)
                return entity;
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["resourceVersion"] = entity.Metadata.ResourceVersion,
                    ["finalizers"] = new JsonArray([.. @new.Select(finalizer => JsonValue.Create(finalizer))]),
                },
            };
            try
            {
                return await client.MergeAsync<TEntity>(name, @namespace, patch, cancellationToken);
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                return null;
            }
            catch (ApiException e) when (e.IsConflict && attempt <= Retries)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            if (await client.GetAsync<TEntity>(name, @namespace, cancellationToken) is not { } current || current.Metadata.Uid != uid)
                return null;
            if (adds && current.Metadata.DeletionTimestamp is not null)
                return null;
            entity = current;
        }
    }
}
