using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>Where the items are: exactly one of <see cref="Volume"/> and <see cref="Bucket"/>.</summary>
[ValidationRule("has(self.volume) != has(self.bucket)", "write either volume or bucket")]
public sealed record Target
{
    /// <summary>A directory of a persistent volume claim.</summary>
    public VolumeTarget? Volume { get; set; }

    /// <summary>An object bucket, or the part of one below a prefix.</summary>
    public BucketTarget? Bucket { get; set; }
}
