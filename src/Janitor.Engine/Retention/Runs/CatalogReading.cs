using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// The catalog as it was read for one run, or why it is not believed. A catalog that lists nothing, or much less than last time, is more likely
/// broken than true, and believing it would delete what is in use.
/// </summary>
internal sealed record CatalogReading(CatalogSnapshot? Snapshot, StopReason? Refusal, string? Field, string? Message)
{
    /// <summary>Clocks that differ by more than this make ages untrustworthy.</summary>
    public static readonly TimeSpan LargestClockSkew = TimeSpan.FromMinutes(5);

    public static async Task<CatalogReading> ReadAsync(
        CatalogSpec spec, ICatalogSource source, RunOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var builder = new CatalogBuilder([.. spec.Variants.Select(VariantPattern.Parse)]);
            var serverTime = await source.ReadAsync(builder, cancellationToken);
            var snapshot = builder.Build();
            var skew = serverTime - time.GetUtcNow();
            if (skew.Duration() > LargestClockSkew)
                return Refuse(StopReason.ClockSkew, "spec.catalog.postgres", SkewMessage("database", skew));
            return options.TrustCatalog ? new CatalogReading(snapshot, null, null, null) : Believe(spec, snapshot, options);
        }
        catch (CatalogException exception)
        {
            return Refuse(StopReason.CatalogUnavailable, exception.Field, exception.Message);
        }
    }

    public static string SkewMessage(string server, TimeSpan skew) =>
        $"the {server}'s clock is {skew.Duration():d\\.hh\\:mm\\:ss} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} this machine's; " +
        "ages cannot be trusted until both are set right";

    public static CatalogReading Refuse(StopReason reason, string field, string message) => new(null, reason, field, message);

    private static CatalogReading Believe(CatalogSpec spec, CatalogSnapshot snapshot, RunOptions options)
    {
        const string Trust = "if that is right, run once with --trust-catalog";
        if (spec.Postgres?.Jobs is not null && snapshot.Jobs.Count == 0)
            return Refuse(StopReason.CatalogUnavailable, "spec.catalog.postgres.jobs", $"the query lists no jobs at all; {Trust}");
        if (spec.Postgres?.References is not null && snapshot.References.Count == 0)
            return Refuse(StopReason.CatalogUnavailable, "spec.catalog.postgres.references", $"the query lists no references at all; {Trust}");
        if (options.PreviousReferences is { } before && snapshot.References.Count < before / 2.0)
        {
            return Refuse(
                StopReason.CatalogUnavailable,
                "spec.catalog.postgres.references",
                $"the query lists {snapshot.References.Count} references, fewer than half of the last run's {before}; {Trust}");
        }

        return new CatalogReading(snapshot, null, null, null);
    }
}
