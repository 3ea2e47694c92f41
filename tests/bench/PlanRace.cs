using System.Diagnostics;
using System.Globalization;
using System.Text;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Inventory;

namespace Janitor.Bench;

/// <summary>The engine alone, on an inventory that is made up as it is listed.</summary>
internal static class PlanRace
{
    private const double Asked = 2_000_000;

    public static async Task<bool> RunAsync(int rounds, double scale)
    {
        var items = (long)(10_000_000 * scale);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nplan of {items:N0} items, four rules, one core"));
        var rates = new List<double>();
        long memory = 0;
        for (var round = 0; round < rounds; round++)
        {
            var store = new MadeUpStore(items, TimeProvider.System);
            var watch = Stopwatch.StartNew();
            var report = await new RetentionRun(Policy(), store, null, TimeProvider.System).ExecuteAsync(new RunOptions(), CancellationToken.None);
            rates.Add(items / watch.Elapsed.TotalSeconds);
            memory = Math.Max(memory, store.MostMemory);
            if (report.Scanned != items || report.Selected != store.Selected)
                throw new InvalidOperationException($"the plan selected {report.Selected} of {report.Scanned} items, not {store.Selected} of {items}: the run is void");
        }

        var median = rates.Order().ElementAt(rates.Count / 2);
        var met = median >= Asked;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {(met ? "met   " : "MISSED")} {median:N0} items a second a core, heap at most {memory >> 10:N0} KiB at any tenth of the way (asked: {Asked:N0})"));
        return met;
    }

    private static RetentionPolicy Policy()
    {
        static Rule Rule(string name, string include, int days) => new()
        {
            Name = name,
            Match = new ItemMatch { Include = [include], OlderThan = new Duration(TimeSpan.FromDays(days)) },
        };

        return new RetentionPolicy
        {
            Spec = new RetentionPolicySpec
            {
                Protect = [new ItemMatch { Include = ["**/metadata.json"] }],
                Rules = [Rule("temp", "temp/**", 1), Rule("logs", "**/*.log", 7), Rule("clips", "clips/*/raw/**", 5), Rule("old", "**", 90)],
            },
        };
    }

    /// <summary>Lists made-up items in batches of a thousand, in one thread.</summary>
    private sealed class MadeUpStore(long count, TimeProvider time) : IStore
    {
        private const int BatchSize = 1000;

        public string Description => "made up";

        public long MostMemory { get; private set; }

        /// <summary>Every tenth item is 100 days old, and of those none is protected.</summary>
        public long Selected => count / 10;

        public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new StoreStatus { Protection = "none needed" });

        public async Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            var young = (now - DateTimeOffset.UnixEpoch).Ticks * 100;
            var old = young - (100L * 24 * 3600 * 1_000_000_000);
            var items = new Item[BatchSize];
            var names = Enumerable.Range(0, BatchSize).Select(i => Encoding.UTF8.GetBytes($"projects/alpha-{i % 7}/2026/output-{i:00000}.bin")).ToArray();
            for (long listed = 0; listed < count; listed += BatchSize)
            {
                for (var i = 0; i < BatchSize; i++)
                    items[i] = new Item { Path = names[i], Size = i, Reclaimable = i, ModifiedAt = i % 10 == 0 ? old : young };
                await visitor.VisitAsync(new ItemBatch(items, now), cancellationToken);
                if (listed % (count / 10) == 0)
                    MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: false));
            }
        }

        public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IStoreChanges BeginChanges(IOutcomeSink outcomes) => throw new NotSupportedException();

        public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
