using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Objects;

/// <summary>Finds the keys that stand behind jobs and the names of their artifacts.</summary>
internal static class Artifacts
{
    /// <summary>The key of one artifact of a completed job.</summary>
    /// <exception cref="ProblemException">There is no such artifact or job of the tenant, or the job is not completed.</exception>
    public static async Task<string> FindAsync(Visit visit, string job, string artifact, CancellationToken cancellationToken)
    {
        var spec = visit.Quota.Quota.Spec;
        if (visit.Quota.Jobs is not { } jobs)
            throw new ProblemException(ProblemKind.NotFound, "the quota tells of no jobs (spec.jobs): ask for objects by their keys");
        if (!spec.Artifacts.TryGetValue(artifact, out var template) || !(await jobs.FindAsync(visit.Of, [job], cancellationToken)).TryGetValue(job, out var state))
            throw new ProblemException(ProblemKind.NotFound, "there is no such job or artifact");
        if (!spec.Jobs!.Completed.Contains(state, StringComparer.Ordinal))
            throw new ProblemException(ProblemKind.JobNotCompleted, $"the job is {state}: its artifacts can be downloaded once it is {string.Join(" or ", spec.Jobs.Completed)}");
        return Key(template, visit.Of, job);
    }

    /// <summary>
    /// The keys of all artifacts of jobs, each with its job. A job that is not the tenant's has none, where the quota tells of jobs; where it does not, the templates alone decide.
    /// </summary>
    public static async Task<IReadOnlyList<(string Job, IReadOnlyList<string> Keys)>> AllAsync(Visit visit, IReadOnlyList<string> jobs, CancellationToken cancellationToken)
    {
        var own = visit.Quota.Jobs is { } known && jobs.Count > 0 ? (await known.FindAsync(visit.Of, jobs, cancellationToken)).Keys.ToHashSet(StringComparer.Ordinal) : null;
        return [.. jobs.Distinct(StringComparer.Ordinal).Select(job => (job, Keys(visit, job, own?.Contains(job) != false)))];
    }

    private static IReadOnlyList<string> Keys(Visit visit, string job, bool isOwn) =>
        isOwn ? [.. visit.Quota.Quota.Spec.Artifacts.Values.Select(template => Key(template, visit.Of, job))] : [];

    private static string Key(string template, string tenant, string job) =>
        string.Join(job, template.Split("{job}").Select(part => part.Replace("{tenant}", tenant, StringComparison.Ordinal)));
}
