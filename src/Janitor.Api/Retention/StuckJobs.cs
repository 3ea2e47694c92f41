using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Jobs that stay in a state for too long, and the statement that ends it.</summary>
public sealed record StuckJobs
{
    /// <summary>A job is stuck when its last change is older than this.</summary>
    [Required]
    public Duration After { get; set; }

    /// <summary>The states a job can be stuck in; at least one.</summary>
    [Required]
    [ListType]
    [Items(1, 50)]
    [Length(1, 100)]
    public IReadOnlyList<string> States { get; set; } = [];

    /// <summary>The statement to run, with the array <c>@jobs</c> of stuck job ids.</summary>
    [Required]
    [Length(1, 32768)]
    public string Set { get; set; } = string.Empty;
}
