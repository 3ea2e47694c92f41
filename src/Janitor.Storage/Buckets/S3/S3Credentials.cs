namespace Janitor.Storage.Buckets.S3;

/// <summary>The credentials that requests are signed with. Its text shows none of them.</summary>
/// <param name="AccessKeyId">The access key's id.</param>
/// <param name="SecretAccessKey">The access key's secret.</param>
/// <param name="SessionToken">The session token of temporary credentials; null for lasting ones.</param>
public sealed record S3Credentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(S3Credentials);
}
