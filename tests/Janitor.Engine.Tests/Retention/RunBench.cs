using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench;

namespace Janitor.Engine.Tests.Retention;

/// <summary>A policy, a store, a catalog and a clock, ready to run.</summary>
internal sealed class RunBench
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public RunBench(params Rule[] rules)
    {
        Store = new ListedStore(Time.GetUtcNow());
        Catalog = new ListedCatalog(Time.GetUtcNow());
        Policy = new RetentionPolicy
        {
            Metadata = new ObjectMeta { Name = "test" },
            Spec = new RetentionPolicySpec { Mode = RunMode.Enforce, Rules = rules },
        };
    }

    public ManualTime Time { get; } = new();

    public ListedStore Store { get; }

    public ListedCatalog Catalog { get; }

    public RetentionPolicy Policy { get; }

    public RetentionPolicySpec Spec => Policy.Spec;

    public static Duration For(string text) => Duration.TryParse(text, out var value) ? value : throw new FormatException(text);

    public static Amount Mark(string text) => Amount.TryParse(text, out var value) ? value : throw new FormatException(text);

    public static PointInTime At(string text) => PointInTime.TryParse(text, out var value) ? value : throw new FormatException(text);

    public static Rule OlderThan(string age, params string[] include) =>
        new() { Name = $"old{age}", Match = new ItemMatch { Include = include, OlderThan = For(age) } };

    /// <summary>Says what the catalog knows, and how paths name jobs.</summary>
    public RunBench WithCatalog(bool jobs = true, bool references = false, params string[] jobFromPath)
    {
        Spec.Catalog = new CatalogSpec
        {
            JobFromPath = jobFromPath,
            Postgres = new PostgresCatalog { Jobs = jobs ? "select" : null, References = references ? "select" : null },
        };
        return this;
    }

    public Task<RunReport> RunAsync(RunOptions? options = null) =>
        new RetentionRun(Policy, Store, Spec.Catalog is null ? null : Catalog, Time).ExecuteAsync(options ?? new RunOptions(), CancellationToken.None);
}
