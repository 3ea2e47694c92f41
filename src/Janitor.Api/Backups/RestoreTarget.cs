using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Another place to restore to, of the kind that the part is of: exactly one of these.</summary>
[ValidationRule("[has(self.postgres), has(self.bucket), has(self.volume)].filter(one, one).size() == 1", "write one of postgres, bucket and volume")]
public sealed record RestoreTarget
{
    /// <summary>For a database: another server, or another name.</summary>
    public RestoreDatabase? Postgres { get; set; }

    /// <summary>For objects.</summary>
    public BucketTarget? Bucket { get; set; }

    /// <summary>For a directory.</summary>
    public VolumeTarget? Volume { get; set; }
}
