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
    /// <summary>Adds names; gives the object with them, or null when it is gone or to be deleted, for then nothing can be added.</summary>
    public async Task<TEntity?> AddAsync(TEntity entity, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var held = await ChangeAsync(entity, finalizers => [.. finalizers, .. ids.Except(finalizers)], cancellationToken);
        return held is { Metadata.DeletionTimestamp: null } ? held : null;
    }

    /// <summary>Takes a name off; gives the object without it, or null when it is gone.</summary>
    public Task<TEntity?> RemoveAsync(TEntity entity, string id, CancellationToken cancellationToken) =>
        ChangeAsync(entity, finalizers => [.. finalizers.Where(finalizer => finalizer != id)], cancellationToken);

    private Task<TEntity?> ChangeAsync(TEntity entity, Func<IReadOnlyList<string>, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        var (name, @namespace, uid, adds) = (entity.Metadata.Name, entity.Metadata.Namespace, entity.Metadata.Uid, change([]).Count > 0);
        TEntity? known = entity;
        return ConflictRetry.RunAsync(
            async token =>
            {
                // What the cache has is good enough for the first try.
                var current = known ?? await client.GetAsync<TEntity>(name, @namespace, token);
                known = null;
                if (current is null || current.Metadata.Uid != uid)
                    return null;
                var old = current.Metadata.Finalizers ?? [];
                var @new = change(old);
                return @new.Count == old.Count || (adds && current.Metadata.DeletionTimestamp is not null) ? current : await WriteAsync(current, @new, token);
            },
            time,
            cancellationToken);
    }

    private async Task<TEntity?> WriteAsync(TEntity entity, IReadOnlyList<string> finalizers, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => JsonValue.Create(finalizer))]),
            },
        };
        try
        {
            return await client.MergeAsync<TEntity>(entity.Metadata.Name, entity.Metadata.Namespace, patch, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
