using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// Which entries of a dump bring some of its tables back, each with all that is its own: indexes, constraints, triggers, sequences, grants, and the partitions of one that has them.
/// <c>pg_restore --table</c> brings back definition and rows alone, so a table that it replaces has no primary key any more. Source of kinds: pg_dump.c.
/// </summary>
internal static class ChosenEntries
{
    private const string TableAttach = "TABLE ATTACH";
    private const string IndexAttach = "INDEX ATTACH";

    /// <summary>What has rows, or looks as if it had.</summary>
    private static readonly HashSet<string> Relations = ["TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW"];

    /// <summary>What is of anything that it depends on.</summary>
    private static readonly HashSet<string> PartsOfAnything = ["COMMENT", "ACL", "SECURITY LABEL", "SEQUENCE SET"];

    /// <summary>What is of the relation that it depends on.</summary>
    private static readonly HashSet<string> PartsOfRelations =
    [
        .. PartsOfAnything, ArchiveEntry.TableData, "MATERIALIZED VIEW DATA", "SEQUENCE", "SEQUENCE OWNED BY", "INDEX", "STATISTICS", "ROW SECURITY",
    ];

    /// <summary>What is of a relation with whose name its own begins; it may depend on others as well.</summary>
    private static readonly HashSet<string> PartsByName = ["DEFAULT", ArchiveEntry.Constraint, "CHECK CONSTRAINT", "FK CONSTRAINT", "TRIGGER", "RULE", "POLICY"];

    /// <summary>What binds a relation to another one, which may not be there.</summary>
    private static readonly HashSet<string> Bonds = ["FK CONSTRAINT", TableAttach, IndexAttach, "PUBLICATION TABLE"];

    /// <summary>Chooses.</summary>
    /// <param name="entries">The dump's entries, in order: what others depend on comes first.</param>
    /// <param name="names">Tables, views and sequences, as <c>schema.name</c> or <c>name</c>.</param>
    /// <param name="isEmpty">
    /// Whether they come to a database that has nothing: then what they need comes as well, as schemas and types, but no other relation, and not what binds them to one. Elsewhere that is there.
    /// </param>
    /// <exception cref="BackupException">There is none of a name.</exception>
    public static IReadOnlyList<ArchiveEntry> Of(IReadOnlyList<ArchiveEntry> entries, IReadOnlyList<string> names, bool isEmpty)
    {
        var own = OwnOf(entries, WithPartitions(entries, Named(entries, names)));
        if (!isEmpty)
        {
            // What is attached to a table that is there gets indexes as that has: it has its own before.
            return [.. entries.Where(entry => own.Contains(entry.Id)).OrderBy(entry => entry.Kind == IndexAttach ? 2 : entry.Kind == TableAttach && !entry.Dependencies.All(own.Contains) ? 1 : 0)];
        }

        var needed = NeededBy(entries, own);
        var (chosen, there) = (new List<ArchiveEntry>(), new HashSet<int>());
        foreach (var entry in entries.Where(entry => own.Contains(entry.Id) || needed.Contains(entry.Id)))
        {
            if ((Bonds.Contains(entry.Kind) || PartsOfAnything.Contains(entry.Kind)) && !entry.Dependencies.All(there.Contains))
                continue;
            there.Add(entry.Id);
            chosen.Add(entry);
        }

        return chosen;
    }

    private static HashSet<int> Named(IReadOnlyList<ArchiveEntry> entries, IReadOnlyList<string> names)
    {
        var chosen = new HashSet<int>();
        foreach (var name in names)
        {
            var found = entries.Where(entry => (Relations.Contains(entry.Kind) || entry.Kind == "SEQUENCE") && (entry.Name == name || $"{entry.Schema}.{entry.Name}" == name)).ToList();
            if (found.Count == 0)
                throw new BackupException(BackupProblem.RestoreFailed, $"the backup has no table {name}");
            chosen.UnionWith(found.Select(entry => entry.Id));
        }

        return chosen;
    }

    private static HashSet<int> WithPartitions(IReadOnlyList<ArchiveEntry> entries, HashSet<int> chosen)
    {
        var attached = entries.Where(entry => entry.Kind == TableAttach).ToList();
        int before;
        do
        {
            before = chosen.Count;
            foreach (var entry in attached)
            {
                if (entry.Dependencies is [var partition, var whole, ..] && chosen.Contains(whole))
                    chosen.Add(partition);
            }
        }
        while (chosen.Count > before);
        return chosen;
    }

    private static HashSet<int> OwnOf(IReadOnlyList<ArchiveEntry> entries, HashSet<int> chosen)
    {
        var own = new HashSet<int>();
        var names = entries.Where(entry => chosen.Contains(entry.Id)).Select(entry => (entry.Schema, entry.Name)).ToHashSet();
        foreach (var entry in entries)
        {
            var isPart = PartsOfRelations.Contains(entry.Kind) || Bonds.Contains(entry.Kind) || PartsByName.Contains(entry.Kind);
            if (chosen.Contains(entry.Id) || (isPart && entry.Dependencies.Any(own.Contains) && (!PartsByName.Contains(entry.Kind) || IsOf(entry, names))))
                own.Add(entry.Id);
        }

        return own;
    }

    private static bool IsOf(ArchiveEntry entry, HashSet<(string Schema, string Name)> relations) =>
        Enumerable.Range(0, entry.Name.Length).Any(end => entry.Name[end] == ' ' && relations.Contains((entry.Schema, entry.Name[..end])));

    private static HashSet<int> NeededBy(IReadOnlyList<ArchiveEntry> entries, HashSet<int> own)
    {
        var needed = new HashSet<int>();
        foreach (var entry in entries.Reverse())
        {
            if (own.Contains(entry.Id) || (needed.Contains(entry.Id) && entry.Section == ArchiveSection.BeforeData && !Relations.Contains(entry.Kind)))
                needed.UnionWith(entry.Dependencies);
            else
                needed.Remove(entry.Id);
        }

        foreach (var entry in entries.Where(entry => PartsOfAnything.Contains(entry.Kind) && entry.Dependencies.Any(needed.Contains)))
            needed.Add(entry.Id);
        return needed;
    }
}
