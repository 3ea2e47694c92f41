using Janitor.Engine.Contents;

namespace Janitor.Cli.Inputs;

/// <summary>Where a migration comes from or goes to.</summary>
/// <param name="Name">It in words, the same in each run.</param>
/// <param name="Place">The start of the name of everything in it: of two that overlap, one's begins with the other's.</param>
/// <param name="Open">Makes the store.</param>
internal sealed record MigrationEnd(string Name, string Place, Func<IContentStore> Open)
{
    /// <summary>Whether one of the two lies in the other.</summary>
    public bool Overlaps(MigrationEnd other) =>
        Place.StartsWith(other.Place, StringComparison.Ordinal) || other.Place.StartsWith(Place, StringComparison.Ordinal);
}
