using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>A part of a backup that is restored.</summary>
public sealed record RestorePart
{
    /// <summary>Its name, as the status of the <see cref="Backup"/> has it: the database's, the bucket's, the claim's, or <c>globals</c>.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// Only these: tables of a database, <c>orders</c> or <c>sales.orders</c>, with their indexes, constraints, triggers and partitions, or patterns of keys and paths, <c>2026/**</c>. Everything
    /// when there are none.
    /// </summary>
    [ListType]
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Include { get; set; } = [];

    /// <summary>Where to; to where it came from when absent.</summary>
    public RestoreTarget? To { get; set; }
}
