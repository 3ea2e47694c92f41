namespace Janitor.Engine.Migration;

/// <summary>What earlier runs of the same migration have verified, so that the next one need not read it again. Thread-safe.</summary>
public interface IMigrationJournal
{
    /// <summary>Whether a copy was verified.</summary>
    /// <param name="copy">The digest of the item, its source and its copy, each in the state that was verified.</param>
    bool Contains(UInt128 copy);

    /// <summary>Notes that a copy was verified.</summary>
    void Add(UInt128 copy);
}
