namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// In which steps a database is restored by several programs, as numbers of the dump's entries in its own order: what comes before the data; the data; indexes and what makes them; the rest. As
/// pg_restore has it, permissions come last, for they may take from a role what the restore needs, and so does what looks at several tables: foreign keys, triggers, materialized views.
/// Source: RestorePass and _tocEntryRestorePass of pg_backup_archiver.c.
/// </summary>
internal sealed class RestoreOrder
{
    private RestoreOrder(int programs) => (Data, Indexes) = ([.. Lists(programs)], [.. Lists(programs)]);

    /// <summary>What comes before the data, by one.</summary>
    public List<int> First { get; } = [];

    /// <summary>The data, a list for each program: rows of tables in all, for each has a share of them; what else there is, values of sequences and large objects, in the first.</summary>
    public IReadOnlyList<List<int>> Data { get; }

    /// <summary>Indexes, primary keys and what else is made of the rows of one table, a list for each program. All of a table are in one list: they would wait for each other.</summary>
    public IReadOnlyList<List<int>> Indexes { get; }

    /// <summary>The rest, by one.</summary>
    public List<int> Last { get; } = [];

    /// <summary>Orders a dump's entries.</summary>
    /// <param name="entries">The entries, in order.</param>
    /// <param name="programs">For how many programs.</param>
    public static RestoreOrder Of(IReadOnlyList<ArchiveEntry> entries, int programs)
    {
        var order = new RestoreOrder(programs);
        var relations = entries.Where(entry => entry.Kind is "TABLE" or "MATERIALIZED VIEW").Select(entry => entry.Id).ToHashSet();
        var section = ArchiveSection.BeforeData;
        foreach (var entry in entries)
        {
            if (entry.Section != ArchiveSection.OfTheOneBefore)
                section = entry.Section;
            if (entry.Section == ArchiveSection.Data)
                order.AddData(entry);
            else if (section == ArchiveSection.BeforeData && entry.Kind != "ACL")
                order.First.Add(entry.Id);
            else if (entry.Kind is "INDEX" or ArchiveEntry.Constraint)
                order.Indexes[entry.Dependencies.FirstOrDefault(relations.Contains) % programs].Add(entry.Id);
            else
                order.Last.Add(entry.Id);
        }

        return order;
    }

    private void AddData(ArchiveEntry entry)
    {
        foreach (var list in entry.Kind == ArchiveEntry.TableData ? Data : Data.Take(1))
            list.Add(entry.Id);
    }

    private static IEnumerable<List<int>> Lists(int count) => Enumerable.Range(0, count).Select(_ => new List<int>());
}
