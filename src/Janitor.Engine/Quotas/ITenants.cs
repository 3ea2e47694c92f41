namespace Janitor.Engine.Quotas;

/// <summary>Tells whose an item is. Thread-safe.</summary>
public interface ITenants
{
    /// <summary>Whose an item is; empty when it is nobody's.</summary>
    /// <param name="path">The item's path below the target.</param>
    ReadOnlySpan<byte> Find(ReadOnlySpan<byte> path);
}
