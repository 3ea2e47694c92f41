using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Cli.Documents;
using Janitor.Engine;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage;

namespace Janitor.Cli.Inputs;

/// <summary>What policies refer to and a cluster would have: targets, and Secrets.</summary>
/// <param name="targets">Where targets are.</param>
/// <param name="secrets">Where Secrets are looked up.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalInputs(LocalTargets targets, SecretSource secrets, TimeProvider time)
{
    /// <summary>Finds all that a policy needs; null, with errors, when something is missing. Touches nothing.</summary>
    /// <param name="document">The policy.</param>
    /// <param name="withCatalog">False when its catalog will not be asked.</param>
    /// <param name="errors">Receives what is missing, in words.</param>
    public PreparedPolicy? Prepare(PolicyDocument document, bool withCatalog, List<string> errors)
    {
        var (policy, mistakes) = (document.Policy, new List<FieldError>());
        var spec = policy.Spec;
        var (key, openStore) = targets.Prepare(spec.Target!, policy.Namespace, spec.Limits, spec.RemoveEmptyDirectories, "spec.target", mistakes);
        if (spec.Target!.Bucket is { } bucket && targets.IsDirectory(bucket))
            CheckTags(bucket, spec, mistakes);
        var openCatalog = withCatalog ? PrepareCatalog(policy, mistakes) : null;
        errors.AddRange(mistakes.Select(document.Place.Say));
        return mistakes.Count == 0 ? new PreparedPolicy(policy, key, openStore, openCatalog) : null;
    }

    /// <summary>A directory can stand in for a bucket where no rule asks for what only objects have.</summary>
    private static void CheckTags(BucketTarget bucket, RetentionPolicySpec spec, List<FieldError> mistakes)
    {
        var tagged = spec.Rules.Select(rule => rule.Match).Concat(spec.Protect).Any(match => match is { Tags.Count: > 0 });
        if (tagged)
            mistakes.Add(new FieldError("spec.target.bucket.name", $"a match uses tags, and --bucket {bucket.Name} is a directory, whose files have none"));
    }

    private Func<ICatalogSource>? PrepareCatalog(RetentionPolicy policy, List<FieldError> mistakes)
    {
        const string Field = "spec.catalog.postgres.connectionSecretRef";
        if (policy.Spec.Catalog?.KubernetesJobs is not null)
            mistakes.Add(new FieldError("spec.catalog.kubernetesJobs", "needs a cluster; here, write postgres, or remove the catalog"));
        if (policy.Spec.Catalog?.Postgres is not { } postgres)
            return null;
        var reference = postgres.ConnectionSecretRef!;
        if (!secrets.TryGet(policy.Namespace, reference.Name, reference.Key, out var connection, out var complaint))
        {
            mistakes.Add(new FieldError(Field, complaint));
            return null;
        }

        try
        {
            var catalog = Stores.OpenCatalog(postgres, connection, time);
            return () => catalog;
        }
        catch (CatalogException problem)
        {
            mistakes.Add(new FieldError(problem.Field, problem.Message));
            return null;
        }
    }
}
