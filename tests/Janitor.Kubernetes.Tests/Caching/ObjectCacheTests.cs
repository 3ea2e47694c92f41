using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;
using Microsoft.Extensions.Logging.Abstractions;
using static Janitor.Kubernetes.Tests.Caching.ScriptedWatches;

namespace Janitor.Kubernetes.Tests.Caching;

public sealed class ObjectCacheTests
{
    private readonly ObjectCache<ConfigMap> _cache = new(
        [new("owner", CacheIndex.OwnerUids), new("data", map => map.Data?.Keys ?? [])], NullLogger<ObjectCache<ConfigMap>>.Instance);

    [Fact]
    public void Get_KeyOfAnotherNamespace_IsNull()
    {
        _cache.Set(Map("a", "1"));

        Assert.NotNull(_cache.Get(new ObjectKey("default", "a")));
        Assert.Null(_cache.Get(new ObjectKey("other", "a")));
    }

    [Fact]
    public void Find_ObjectsThatChange_AreFoundUnderTheirNewValuesAlone()
    {
        _cache.Set(Map("a", "1") with { Data = Data("x", "y") });
        _cache.Set(Map("b", "1") with { Data = Data("x") });
        Assert.Equal(["a", "b"], Names(_cache.Find("data", "x")));

        _cache.Set(Map("a", "2") with { Data = Data("z") });
        _cache.Remove(Map("b", "2"));

        Assert.Empty(_cache.Find("data", "x"));
        Assert.Empty(_cache.Find("data", "y"));
        Assert.Equal(["a"], Names(_cache.Find("data", "z")));
    }

    [Fact]
    public void Find_ByOwner_FindsWhatItOwns()
    {
        var child = Map("child", "1");
        child.Metadata.OwnerReferences = [new OwnerReference { Uid = "u1" }, new OwnerReference { Uid = "u2" }];
        _cache.Set(child);
        _cache.Set(Map("other", "1"));

        Assert.Equal(["child"], Names(_cache.Find("owner", "u2")));
        Assert.Throws<ArgumentException>(() => _cache.Find("nothing", "u2"));
    }

    [Fact]
    public void Follow_WithReplay_IsToldOfWhatIsThereAsNew()
    {
        _cache.Set(Map("a", "1"));
        var changes = Follow(replay: true);

        Assert.Equal([(null, "1")], Versions(changes));
    }

    [Fact]
    public void Follow_Changes_AreToldOldToNew()
    {
        var changes = Follow();
        _cache.Set(Map("a", "1"));
        _cache.Set(Map("a", "2"));
        _cache.Remove(Map("a", "3"));

        Assert.Equal([(null, "1"), ("1", "2"), ("3", null)], Versions(changes));
    }

    [Fact]
    public void Follow_SameVersionAgain_IsNotTold()
    {
        _cache.Set(Map("a", "1"));
        var changes = Follow();
        _cache.Set(Map("a", "1"));
        _cache.Replace(null, [Map("a", "1")]);
        _cache.Remove(Map("never", "1"));

        Assert.Empty(changes);
    }

    [Fact]
    public void Follow_VersionThatLooksOlder_IsAChangeAllTheSame()
    {
        _cache.Set(Map("a", "10"));
        var changes = Follow();
        _cache.Set(Map("a", "9"));

        Assert.Equal([("10", "9")], Versions(changes));
    }

    [Fact]
    public void Follow_AnotherObjectOfTheName_IsADeletionAndANewObject()
    {
        _cache.Set(Map("a", "1", uid: "first"));
        var changes = Follow();
        _cache.Replace(null, [Map("a", "5", uid: "second")]);

        Assert.Equal([("1", null), (null, "5")], Versions(changes));
    }

    [Fact]
    public void Follow_Disposed_IsToldNoMore()
    {
        var changes = new List<ObjectChange<ConfigMap>>();
        _cache.Follow(replay: false, changes.Add).Dispose();
        _cache.Set(Map("a", "1"));

        Assert.Empty(changes);
    }

    [Fact]
    public void Follow_FollowerThrows_OthersAreTold()
    {
        _cache.Follow(replay: false, _ => throw new InvalidOperationException("mistake"));
        var changes = Follow();
        _cache.Set(Map("a", "1"));

        Assert.Single(changes);
    }

    [Fact]
    public void Replace_OneNamespace_LeavesOthersAlone()
    {
        _cache.Set(Map("a", "1", @namespace: "one"));
        _cache.Set(Map("b", "1", @namespace: "one"));
        _cache.Set(Map("a", "1", @namespace: "two"));
        var changes = Follow();
        _cache.Replace("one", [Map("b", "2", @namespace: "one")]);

        Assert.Equal([("1", null), ("1", "2")], Versions(changes));
        Assert.Equal(2, _cache.Count);
    }

    [Fact]
    public void Resync_AllObjects_AreToldAsTheyAre()
    {
        _cache.Set(Map("a", "1"));
        var changes = Follow();
        _cache.Resync();

        Assert.True(Assert.Single(changes).IsResync);
    }

    [Fact]
    public async Task WhenFullAsync_MarkFull_Completes()
    {
        var full = _cache.WhenFullAsync(CancellationToken.None);
        Assert.False(full.IsCompleted || _cache.IsFull);
        _cache.MarkFull();
        await full;

        Assert.True(_cache.IsFull);
    }

    private List<ObjectChange<ConfigMap>> Follow(bool replay = false)
    {
        var changes = new List<ObjectChange<ConfigMap>>();
        _cache.Follow(replay, changes.Add);
        return changes;
    }

    private static Dictionary<string, string> Data(params string[] keys) => keys.ToDictionary(k => k, k => k);

    private static IEnumerable<string> Names(IEnumerable<ConfigMap> maps) => maps.Select(m => m.Metadata.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<(string?, string?)> Versions(IEnumerable<ObjectChange<ConfigMap>> changes) =>
        changes.Select(c => (c.Old?.Metadata.ResourceVersion, c.New?.Metadata.ResourceVersion));
}
