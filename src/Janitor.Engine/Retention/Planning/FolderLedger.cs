using System.Collections.Concurrent;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Planning;

/// <summary>The first-level folders that rules with <c>unit: Directory</c> judge, and what is known of them. Memory grows with their number. Thread-safe.</summary>
internal sealed class FolderLedger
{
    private readonly PlannedRule[] _rules;
    private readonly ConcurrentDictionary<byte[], FolderEntry>[] _folders;
    private readonly ConcurrentDictionary<byte[], FolderEntry>.AlternateLookup<ReadOnlySpan<byte>>[] _lookups;

    public FolderLedger(IReadOnlyList<PlannedRule> rules)
    {
        _rules = [.. rules];
        _folders = [.. rules.Select(_ => new ConcurrentDictionary<byte[], FolderEntry>(PathComparer.Instance))];
        _lookups = [.. _folders.Select(folders => folders.GetAlternateLookup<ReadOnlySpan<byte>>())];
    }

    /// <summary>Enters an item into its folder.</summary>
    /// <param name="rule">The rule's index.</param>
    /// <param name="folder">The folder, without trailing slash.</param>
    /// <param name="item">The item.</param>
    /// <param name="time">The item's time by which the rule judges ages.</param>
    /// <param name="holds">Whether the item meets the rule's conditions other than age and size; one that does not keeps the folder.</param>
    public void Record(int rule, ReadOnlySpan<byte> folder, in Item item, long time, bool holds)
    {
        if (!_lookups[rule].TryGetValue(folder, out var entry))
            entry = _folders[rule].GetOrAdd(folder.ToArray(), _ => new FolderEntry());
        entry.Add(item, time, holds);
    }

    /// <summary>Whether the rule selects the folder, judged by what has been recorded.</summary>
    public bool IsSelected(int rule, ReadOnlySpan<byte> folder) => _lookups[rule].TryGetValue(folder, out var entry) && IsSelected(rule, entry);

    /// <summary>The folders that a rule selects; a folder that an earlier rule selects belongs to that one.</summary>
    public IEnumerable<(int Rule, byte[] Folder, FolderEntry Entry)> Selected() =>
        from rule in Enumerable.Range(0, _folders.Length)
        from folder in _folders[rule]
        where IsSelected(rule, folder.Value) && !Enumerable.Range(0, rule).Any(earlier => IsSelected(earlier, folder.Key))
        orderby rule, folder.Value.Newest
        select (rule, folder.Key, folder.Value);

    private bool IsSelected(int rule, FolderEntry entry) =>
        !entry.Kept && _rules[rule].Condition!.HoldsFor(entry.Newest, entry.Size);
}
