using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Who uses what: the application's own record of jobs and of paths in use.</summary>
[ValidationRule("has(self.postgres) != has(self.kubernetesJobs)", "write either postgres or kubernetesJobs")]
public sealed record CatalogSpec
{
    /// <summary>A PostgreSQL database that knows.</summary>
    public PostgresCatalog? Postgres { get; set; }

    /// <summary>The namespace's own Jobs. In a cluster only.</summary>
    public KubernetesJobsCatalog? KubernetesJobs { get; set; }

    /// <summary>
    /// Patterns that find the job in an item's path: <c>processed/{job}/**</c>, <c>temp/job_{job}_chunk_{chunk}_*</c>.
    /// Each has one <c>{job}</c>; other names in braces match likewise and are not used. A capture takes one or more bytes without a slash,
    /// as few as will do. The first pattern that matches decides.
    /// </summary>
    [Items(0, 50)]
    [Length(1, 1024)]
    public IReadOnlyList<string> JobFromPath { get; set; } = [];

    /// <summary>
    /// Files derived from a referenced file are referenced too: <c>{stem}_processed.*</c>, beside the reference. <c>{stem}</c> is the
    /// referenced file's name without its last extension, <c>{name}</c> the whole name; each pattern has exactly one of them.
    /// </summary>
    [Items(0, 50)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Variants { get; set; } = [];
}
