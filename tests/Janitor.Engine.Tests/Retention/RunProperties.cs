using FsCheck;
using FsCheck.Fluent;
using Janitor.Api;
using Janitor.Api.Retention;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

/// <summary>What must hold of any run, checked on many random targets against a plain restatement of the rules.</summary>
public sealed class RunProperties
{
    private static readonly Gen<Listed> Items =
        from age in Gen.Choose(0, 10_000)
        from size in Gen.Choose(1, 5_000)
        from folder in Gen.Elements("a", "b", "keep")
        from protectedName in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Listed(folder, age, size, protectedName);

    private static readonly Gen<(Listed[] Items, int Above, int DownTo, int Most)> Targets =
        from items in Items.ArrayOf()
        from above in Gen.Choose(1, 60_000)
        from downTo in Gen.Choose(0, 100)
        from most in Gen.Choose(1, 30)
        select (items, above, above * downTo / 101, most);

    [Fact]
    public void Run_AgeRuleThenPressure_LeavesWhatThePlainRulesLeave() => Prop.ForAll(Targets.ToArbitrary(), target =>
    {
        var bench = Bench(target.Items, target.Above, target.DownTo, target.Most);
        var expected = Expected(target.Items, target.Above, target.DownTo, target.Most);

        var report = bench.RunAsync().GetAwaiter().GetResult();

        var removed = target.Items.Length - bench.Store.Paths.Count();
        return report.Acted == removed && report.Retained == report.Scanned - removed
            && (expected is null ? removed == target.Most : expected.SetEquals(bench.Store.Paths))
            && bench.Store.Paths.Count(IsKept) == target.Items.Count(item => item.Kept);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Preview_OfAnything_ChangesNothingAndSelectsWhatARunSelects() => Prop.ForAll(Targets.ToArbitrary(), target =>
    {
        var preview = Bench(target.Items, target.Above, target.DownTo, target.Most);
        preview.Spec.Mode = RunMode.DryRun;
        var previewed = preview.RunAsync().GetAwaiter().GetResult();
        var run = Bench(target.Items, target.Above, target.DownTo, target.Most).RunAsync().GetAwaiter().GetResult();
        return preview.Store.Paths.Count() == target.Items.Length && previewed.Acted == 0 && previewed.Selected == run.Selected;
    }).QuickCheckThrowOnFailure();

    private static bool IsKept(string path) => path.EndsWith(".keep", StringComparison.Ordinal);

    private static string PathOf(Listed item, int i) => $"{item.Folder}/{i:0000}{(item.Kept ? ".keep" : string.Empty)}";

    private static RunBench Bench(Listed[] items, int above, int downTo, int most)
    {
        var capacity = new CapacityRule
        {
            Above = new Amount(new Quantity(above), null),
            DownTo = new Amount(new Quantity(downTo), null),
        };
        var bench = new RunBench(
            new Rule { Name = "pressure", Capacity = capacity },
            new Rule { Name = "old", Match = new ItemMatch { Exclude = ["keep/**"], OlderThan = For("100m") } });
        bench.Spec.Protect = [new ItemMatch { Include = ["**/*.keep"] }];
        bench.Spec.Limits.MaxDeletions = most;
        bench.Store.BatchSize = 7;
        for (var i = 0; i < items.Length; i++)
            bench.Store.Add(PathOf(items[i], i), AgeOf(items[i], i), items[i].Size);
        return bench;
    }

    /// <summary>No two items are of the same age, so that the order is no matter of taste.</summary>
    private static TimeSpan AgeOf(Listed item, int i) => TimeSpan.FromSeconds(item.Age) + TimeSpan.FromMilliseconds(i);

    /// <summary>The survivors; null when the limit leaves a choice, because it cuts into what the age rule selects.</summary>
    private static HashSet<string>? Expected(Listed[] items, int above, int downTo, int most)
    {
        var all = items.Select((item, i) => (Path: PathOf(item, i), Item: item, Age: AgeOf(item, i))).ToList();
        var old = all.Where(entry => !entry.Item.Kept && entry.Item.Folder != "keep" && entry.Age > TimeSpan.FromMinutes(100)).ToList();
        if (old.Count > most)
            return null;

        var survivors = all.Except(old).ToDictionary(entry => entry.Path, entry => entry.Item.Size);
        long left = survivors.Values.Sum();
        if (left > above)
        {
            var candidates = all.Except(old).Where(entry => !entry.Item.Kept).OrderByDescending(entry => entry.Age).Take(most - old.Count);
            foreach (var (path, item, _) in candidates)
            {
                if (left <= downTo)
                    break;
                left -= item.Size;
                survivors.Remove(path);
            }
        }

        return [.. survivors.Keys];
    }

    private sealed record Listed(string Folder, int Age, int Size, bool Kept);
}
