using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>Conditions on an item. All that are present must hold; at least one must be present.</summary>
public sealed record ItemMatch
{
    /// <summary>
    /// Path patterns, relative to the target, one of which must match. <c>*</c> and <c>?</c> do not match a slash, <c>**</c> as a whole
    /// segment matches any number of segments, <c>[a-z]</c> a class, <c>{a,b}</c> alternatives; a backslash takes the next sign literally.
    /// </summary>
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Include { get; set; } = [];

    /// <summary>Path patterns, none of which may match.</summary>
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Exclude { get; set; } = [];

    /// <summary>The item's age, by <see cref="AgeBy"/>, is greater than this.</summary>
    public Duration? OlderThan { get; set; }

    /// <summary>The item's age, by <see cref="AgeBy"/>, is less than this.</summary>
    public Duration? NewerThan { get; set; }

    /// <summary>The item's time, by <see cref="AgeBy"/>, lies in this span.</summary>
    public TimeSpanBetween? Between { get; set; }

    /// <summary>The item's size in bytes is greater than this.</summary>
    public Quantity? LargerThan { get; set; }

    /// <summary>The item's size in bytes is less than this.</summary>
    public Quantity? SmallerThan { get; set; }

    /// <summary>Object tags that must all be there with these values. Buckets only; costs one request an item that meets the other conditions.</summary>
    [Items(0, 10)]
    [Length(0, 256)]
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>Which of an item's times counts as its age; Modified by default. Buckets know only Modified.</summary>
    public ItemTime AgeBy { get; set; } = ItemTime.Modified;

    /// <summary>
    /// Item (the default) judges each item by itself. Directory judges first-level folders, the level right below the part of the include
    /// pattern that has no wildcards: the folder goes, or stays, as one; its age is that of its newest item and its size the sum,
    /// and the other conditions must hold for each item in it.
    /// </summary>
    public MatchUnit Unit { get; set; } = MatchUnit.Item;

    /// <summary>The item belongs to a job in one of these states.</summary>
    public JobMatch? Job { get; set; }

    /// <summary>
    /// True: nothing in the catalog uses the item: its path is not referenced, and its job is unknown or its path names none.
    /// Counts only for items older than <see cref="OlderThan"/>, or than 24h where that is absent.
    /// </summary>
    public bool? Orphaned { get; set; }

    /// <summary>True: the catalog's references name the item, or a file it is a variant of. False: they do not.</summary>
    public bool? Referenced { get; set; }
}
