namespace Janitor.Api.Retention;

/// <summary>
/// The namespace's own Jobs (batch/v1) as the record of jobs: a job's id is the Job's name, its state <c>active</c>, <c>suspended</c>, <c>completed</c> or
/// <c>failed</c>, changed when it began or ended. A Job that ends starts a run.
/// </summary>
public sealed record KubernetesJobsCatalog
{
    /// <summary>Which Jobs count.</summary>
    public LabelSelector Selector { get; set; } = new();
}
