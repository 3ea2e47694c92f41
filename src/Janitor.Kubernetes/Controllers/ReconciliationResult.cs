using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>How a reconciliation went, and when to come again.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject
{
    private ReconciliationResult()
    {
    }

    /// <summary>The object.</summary>
    public required TEntity Entity { get; init; }

    /// <summary>Whether all is as declared.</summary>
    public required bool IsSuccess { get; init; }

    /// <summary>What is wrong; null on success.</summary>
    public string? Message { get; private init; }

    /// <summary>The error behind it, where there was one.</summary>
    public Exception? Error { get; private init; }

    /// <summary>When to look again; null on success: at the next change; null on failure: after a delay that doubles each time.</summary>
    public TimeSpan? RequeueAfter { get; private init; }

#pragma warning disable CA1000 // The surface is that of KubeOps.
    /// <summary>All is as declared, or on its way.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new() { Entity = entity, IsSuccess = true, RequeueAfter = requeueAfter };

    /// <summary>Something that may pass is in the way.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string message, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new() { Entity = entity, IsSuccess = false, Message = message, Error = error, RequeueAfter = requeueAfter };
#pragma warning restore CA1000
}
