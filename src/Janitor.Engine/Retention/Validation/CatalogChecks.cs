using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention.Validation;

internal static class CatalogChecks
{
    private const string Field = "spec.catalog", Postgres = $"{Field}.postgres";

    /// <summary>Whether items can be told by their job's state.</summary>
    public static bool KnowsJobs(CatalogSpec? catalog) => catalog is { JobFromPath.Count: > 0 } and ({ Postgres.Jobs: not null } or { KubernetesJobs: not null });

    /// <summary>Whether paths in use are known.</summary>
    public static bool KnowsReferences(CatalogSpec? catalog) => catalog?.Postgres?.References is not null;

    public static void Check(RetentionPolicySpec spec, CatalogSpec catalog, FieldErrors errors)
    {
        if (catalog.Postgres is { } postgres)
            CheckPostgres(postgres, catalog, errors);
        errors.Require(
            catalog.Postgres is not null || catalog.KubernetesJobs is not null,
            Field,
            "says neither postgres nor kubernetesJobs; write one of them: it knows the jobs or references");
        errors.Require(
            catalog.Postgres is null || catalog.KubernetesJobs is null, Field, "has both postgres and kubernetesJobs; keep one of them");
        errors.Require(
            catalog.KubernetesJobs is null || catalog.JobFromPath.Count > 0,
            $"{Field}.jobFromPath",
            "is required with kubernetesJobs: it finds the Job's name in an item's path, as in \"out/{job}/**\"");

        for (var i = 0; i < catalog.JobFromPath.Count; i++)
            PatternChecks.CheckTemplate(catalog.JobFromPath[i], "job", $"{Field}.jobFromPath[{i}]", spec.Target, errors);
        for (var i = 0; i < catalog.Variants.Count; i++)
            PatternChecks.Try(() => VariantPattern.Parse(catalog.Variants[i]), $"{Field}.variants[{i}]", errors);

        errors.Require(
            catalog.JobFromPath.Count == 0 || catalog.Postgres is null or { Jobs: not null },
            $"{Field}.jobFromPath",
            "has no effect without postgres.jobs; write the query, or remove jobFromPath");
        errors.Require(
            catalog.Variants.Count == 0 || KnowsReferences(catalog),
            $"{Field}.variants",
            "has no effect without postgres.references; write the query, or remove variants");
    }

    private static void CheckPostgres(PostgresCatalog postgres, CatalogSpec catalog, FieldErrors errors)
    {
        TargetChecks.CheckSecretKey(postgres.ConnectionSecretRef, $"{Postgres}.connectionSecretRef", errors);
        errors.Require(
            postgres.Jobs is not null || postgres.References is not null,
            Postgres,
            "says neither jobs nor references; write at least one of the two queries");
        CheckNotBlank(postgres.Jobs, "jobs", errors);
        CheckNotBlank(postgres.References, "references", errors);
        errors.Require(
            postgres.Jobs is null || catalog.JobFromPath.Count > 0,
            $"{Field}.jobFromPath",
            "is required with postgres.jobs: it finds the job in an item's path, as in \"processed/{job}/**\"");
        if (postgres.OnCleaned is not null)
            CheckUpdate(postgres.OnCleaned, $"{Postgres}.onCleaned", postgres, errors);
        if (postgres.Stuck is { } stuck)
        {
            errors.Require(stuck.After.Value > TimeSpan.Zero, $"{Postgres}.stuck.after", "is required: write a duration above 0 such as 24h");
            errors.Require(stuck.States.Count > 0, $"{Postgres}.stuck.states", "is required: list the states that a job can be stuck in");
            CheckUpdate(stuck.Set, $"{Postgres}.stuck.set", postgres, errors);
        }

        errors.Require(
            postgres.StatementTimeout.Value >= TimeSpan.FromSeconds(1) && postgres.StatementTimeout.Value <= TimeSpan.FromHours(1),
            $"{Postgres}.statementTimeout",
            $"{postgres.StatementTimeout} is out of range; write a duration from 1s to 1h");
    }

    private static void CheckNotBlank(string? query, string name, FieldErrors errors) => errors.Require(
        query is null || !string.IsNullOrWhiteSpace(query), $"{Postgres}.{name}", "is empty; write a query, or remove it");

    private static void CheckUpdate(string statement, string field, PostgresCatalog postgres, FieldErrors errors)
    {
        errors.Require(postgres.Jobs is not null, field, "needs postgres.jobs: without that query no job is known");
        errors.Require(
            statement.Contains("@jobs", StringComparison.Ordinal),
            field,
            "does not use @jobs, the array of job ids, so it would change every row; write … where id = any(@jobs)");
    }
}
