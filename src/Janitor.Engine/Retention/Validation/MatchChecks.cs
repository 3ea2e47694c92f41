using Janitor.Api.Retention;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention.Validation;

internal static class MatchChecks
{
    public static void Check(ItemMatch match, string field, RetentionPolicySpec spec, FieldErrors errors)
    {
        errors.Require(HasCondition(match), field, "has no condition and would match everything; write one (if that is meant: include: [\"**\"])");
        PatternChecks.CheckGlobs(match.Include, $"{field}.include", spec.Target, errors);
        PatternChecks.CheckGlobs(match.Exclude, $"{field}.exclude", spec.Target, errors);
        CheckAge(match, field, spec, errors);
        CheckSize(match, field, errors);
        if (match.Tags.Count > 0 && spec.Target?.Volume is not null)
            errors.Add($"{field}.tags", "is for buckets only: files have no tags; remove it");
        CheckCatalogConditions(match, field, spec.Catalog, errors);
    }

    private static bool HasCondition(ItemMatch match) =>
        match is not
        {
            Include.Count: 0, Exclude.Count: 0, OlderThan: null, NewerThan: null, Between: null, LargerThan: null, SmallerThan: null,
            Tags.Count: 0, Job: null, Orphaned: null, Referenced: null,
        };

    private static void CheckAge(ItemMatch match, string field, RetentionPolicySpec spec, FieldErrors errors)
    {
        if (match is { OlderThan: { } older, NewerThan: { } newer } && older.Value >= newer.Value)
            errors.Add($"{field}.newerThan", $"{newer} is not above {older} of olderThan, so nothing can match; write more");
        if (match.Between is { } between)
            CheckSpan(between, $"{field}.between", errors);
        if (match.AgeBy != ItemTime.Modified && spec.Target?.Bucket is not null)
            errors.Add($"{field}.ageBy", $"{match.AgeBy} is for volumes only: a bucket knows only Modified; remove it");
    }

    private static void CheckSpan(TimeSpanBetween between, string field, FieldErrors errors)
    {
        errors.Require(between.From is not null || between.To is not null, field, "needs from or to; write {from: 2026-01-01, to: 2026-01-31}");
        var (from, to) = (between.From ?? default, between.To ?? default);
        // An age and a date can only be compared when the run knows the time.
        var upsideDown = from.Age is { } fromAge && to.Age is { } toAge ? fromAge.Value < toAge.Value : from.Date > to.Date;
        errors.Require(!upsideDown, $"{field}.from", $"{from} is later than {to} of to, so nothing can match; swap them");
    }

    private static void CheckSize(ItemMatch match, string field, FieldErrors errors)
    {
        if (match is { LargerThan: { } larger, SmallerThan: { } smaller } && larger.Value >= smaller.Value - 1)
            errors.Add($"{field}.smallerThan", $"{smaller} leaves no size above {larger} of largerThan, so nothing can match; write more");
        else if (match.SmallerThan is { Value: 0 })
            errors.Add($"{field}.smallerThan", "nothing is smaller than 0; write a size such as 1Ki");
    }

    private static void CheckCatalogConditions(ItemMatch match, string field, CatalogSpec? catalog, FieldErrors errors)
    {
        if (match.Job is { } job)
        {
            errors.Require(CatalogChecks.KnowsJobs(catalog), $"{field}.job", "needs a catalog of jobs (spec.catalog.postgres.jobs or spec.catalog.kubernetesJobs) and spec.catalog.jobFromPath");
            errors.Require(job.States.Count > 0, $"{field}.job.states", "is required: list at least one state, as in [failed, cancelled]");
            errors.Require(job.States.All(state => state.Length > 0), $"{field}.job.states", "has an empty state; remove it");
        }

        errors.Require(
            match.Orphaned is null || CatalogChecks.KnowsJobs(catalog) || CatalogChecks.KnowsReferences(catalog),
            $"{field}.orphaned",
            "needs a catalog that knows what is in use: spec.catalog.postgres.references, or one of jobs and spec.catalog.jobFromPath");
        errors.Require(
            match.Referenced is null || CatalogChecks.KnowsReferences(catalog), $"{field}.referenced", "needs spec.catalog.postgres.references");
    }
}
