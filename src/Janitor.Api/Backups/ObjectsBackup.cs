using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Objects of a bucket, with their metadata and tags, in one archive.</summary>
public sealed record ObjectsBackup
{
    /// <summary>The bucket, or the part of one below a prefix.</summary>
    [Required]
    public BucketTarget? Bucket { get; set; }

    /// <summary>Patterns of keys below the prefix, as in policies: <c>processed/**/metadata.json</c>. All keys when there are none.</summary>
    [ListType]
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Include { get; set; } = [];

    /// <summary>Patterns of keys that are left out, whatever <see cref="Include"/> says.</summary>
    [ListType]
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyList<string> Exclude { get; set; } = [];
}
