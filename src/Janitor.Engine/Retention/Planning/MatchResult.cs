namespace Janitor.Engine.Retention.Planning;

/// <summary>What came of holding an item against conditions.</summary>
internal enum MatchResult
{
    /// <summary>A condition does not hold.</summary>
    No,

    /// <summary>All hold.</summary>
    Yes,

    /// <summary>All hold but those that need the catalog, which cannot be used.</summary>
    Unknown,

    /// <summary>All hold but those on tags, which have not been read.</summary>
    NeedsTags,
}
