using Janitor.TestBench;

namespace Janitor.EndToEnd;

/// <summary>The Secrets that policies name, as YAML.</summary>
internal static class Secrets
{
    /// <summary><c>s3-credentials</c>.</summary>
    public static string S3(string @namespace, S3Server server) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: s3-credentials, namespace: {{@namespace}} }
        stringData: { accessKeyId: "{{server.AccessKey}}", secretAccessKey: "{{server.SecretKey}}" }
        """;

    /// <summary><c>app-db</c>.</summary>
    public static string Database(string @namespace, Uri database) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: app-db, namespace: {{@namespace}} }
        stringData: { uri: "{{database}}" }
        """;
}
