using Janitor.Api;

namespace Janitor.Operator.Retention;

/// <summary>Names a target, so that another one has another name.</summary>
internal static class TargetWords
{
    /// <summary>As the status says it.</summary>
    public static string Tell(Target target) => target switch
    {
        { Volume: { } volume } => volume.ToString(),
        { Bucket: { } bucket } => $"bucket {bucket.Name}{(bucket.Prefix.Length == 0 ? "" : $"/{bucket.Prefix}")}{(bucket.Endpoint is null ? "" : $" at {bucket.Endpoint}")}",
        _ => string.Empty,
    };
}
