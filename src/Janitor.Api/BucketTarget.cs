using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>An object bucket, or the part of one below a prefix.</summary>
public sealed record BucketTarget
{
    /// <summary>The bucket's name.</summary>
    [Required]
    [Length(3, 63)]
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// Only keys that start with this are looked at; patterns match what follows it. Empty (the default) means the whole bucket.
    /// Written as the start of a key: it usually ends with <c>/</c> and is taken literally.
    /// </summary>
    [Length(0, 1024)]
    public string Prefix { get; set; } = string.Empty;

    /// <summary>The protocol the bucket speaks; S3 by default.</summary>
    public BucketProvider Provider { get; set; } = BucketProvider.S3;

    /// <summary>The server's address, an http or https URL; the provider's own when absent.</summary>
    [Length(0, 2048)]
    [Pattern("^https?://")]
    public string? Endpoint { get; set; }

    /// <summary>The region that requests are signed for; <c>us-east-1</c> by default.</summary>
    [Length(1, 253)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>True puts the bucket's name into the path, as most servers other than AWS need; false (the default) into the host name.</summary>
    public bool PathStyle { get; set; }

    /// <summary>
    /// The Secret with <c>accessKeyId</c>, <c>secretAccessKey</c> and, for temporary credentials, <c>sessionToken</c>.
    /// When absent the SDK's own chain is used: environment, web identity, instance profile.
    /// </summary>
    public SecretReference? CredentialsSecretRef { get; set; }

    /// <summary>A PEM bundle of certificate authorities to trust in place of the system's.</summary>
    public SecretKeyReference? CaBundleSecretRef { get; set; }
}
