using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Something that is backed up: exactly one of <see cref="Postgres"/>, <see cref="Objects"/> and <see cref="Volume"/>.</summary>
[ValidationRule("[has(self.postgres), has(self.objects), has(self.volume)].filter(one, one).size() == 1", "write one of postgres, objects and volume")]
public sealed record BackupSource
{
    /// <summary>
    /// Stands before the names of its parts, as in <c>orders/app</c>; needed where two sources have databases, buckets or claims of the same name. Lower-case letters, digits and hyphens.
    /// </summary>
    [Length(1, 63)]
    public string? Name { get; set; }

    /// <summary>Databases of a PostgreSQL server.</summary>
    public PostgresBackup? Postgres { get; set; }

    /// <summary>Objects of a bucket.</summary>
    public ObjectsBackup? Objects { get; set; }

    /// <summary>A directory of a persistent volume claim, with owners, modes, times, links and holes.</summary>
    public VolumeTarget? Volume { get; set; }
}
