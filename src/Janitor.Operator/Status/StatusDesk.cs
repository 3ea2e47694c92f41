using Janitor.Api;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Status;

/// <summary>How objects are looked at: what is in the way becomes a condition, and at the end there is one patch, or none when nothing changed.</summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusDesk(IKubernetesClient client, TimeProvider time)
{
    /// <summary>Looks at one.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="work">The look at it.</param>
    /// <param name="changed">The object with the status as it is now; null when that is as it was.</param>
    /// <param name="look">What is done.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ReconciliationResult<T>> LookAsync<T, TStatus>(T entity, StatusWork<TStatus> work, Func<T?> changed, Func<Task> look, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TStatus : IConditionedStatus
    {
        try
        {
            await look();
        }
        catch (BlockedException problem)
        {
            work.Hinder(problem.Reason, problem.Message);
        }
        catch (ApiException problem)
        {
            work.Hinder(problem.IsForbidden ? Reasons.Forbidden : Reasons.ApiError, problem.Message);
        }

        if (changed() is { } written)
            entity = await client.ApplyStatusAsync(written, cancellationToken);
        // What keeps a worker from beginning is watched; it is not tried again.
        if (work.Problem is { } hindrance && work.Hindrance is null)
            return ReconciliationResult<T>.Failure(entity, hindrance);
        var now = time.GetUtcNow();
        return ReconciliationResult<T>.Success(entity, work.WakeAt is { } at ? (at > now ? at - now : TimeSpan.Zero) : default(TimeSpan?));
    }
}
