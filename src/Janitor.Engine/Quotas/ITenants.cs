namespace Janitor.Engine.Quotas;

/// <summary>Tells whose an item is. Thread-safe.</summary>
public interface ITenants
{
    /// <summary>Whose an item is; empty when it is nobody's.</summary>
    /// <param name="path">The item's path below the target.</param>
    ReadOnlySpan<byte> Find(ReadOnlySpan<byte> path);

    /// <summary>Where all of a tenant's items are, and nobody else's.</summary>
    /// <param name="tenant">The tenant's name.</param>
    /// <returns>Folders, with a slash at their ends, and single paths, without; null when such places do not tell it.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>>? PlacesOf(ReadOnlySpan<byte> tenant);
}
