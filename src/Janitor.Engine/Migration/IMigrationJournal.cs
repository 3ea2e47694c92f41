namespace Janitor.Engine.Migration;

/// <summary>
/// What earlier runs of the same migration have verified, so that the next one need not read it again, and what they began to write in parts, so that the next
/// one removes what a killed one left. Thread-safe.
/// </summary>
public interface IMigrationJournal
{
    /// <summary>Whether something was noted.</summary>
    /// <param name="fact">The digest of the item, its source and its copy, each in the state that was verified; or of the item and what knows its parts.</param>
    bool Contains(UInt128 fact);

    /// <summary>Notes something.</summary>
    void Add(UInt128 fact);
}
