namespace Janitor.Cli.Tests.Commands;

/// <summary>Documents that several tests use.</summary>
internal static class Policies
{
    /// <summary>A policy of the claim <c>scratch</c> that deletes *.mp4 older than an hour.</summary>
    public static string Clips(string name = "clips", string mode = "DryRun", string claim = "scratch", string action = "delete: {}") => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: {{name}}, namespace: media }
        spec:
          mode: {{mode}}
          target: { volume: { claimName: {{claim}} } }
          rules:
            - { name: old, match: { include: ["**/*.mp4"], olderThan: 1h }, action: { {{action}} } }

        """;

    /// <summary>A backup schedule of the claim <c>state</c> to the bucket <c>backups</c>.</summary>
    public static string Backup(string retention = "{ keepLast: 2 }") => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: BackupSchedule
        metadata: { name: nightly, namespace: media }
        spec:
          sources: [ { volume: { claimName: state } } ]
          destination: { bucket: { name: backups } }
          retention: {{retention}}

        """;

    /// <summary>A policy of the bucket <c>videos</c> whose credentials are in the Secret <c>s3</c>.</summary>
    public const string Videos = """
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: videos, namespace: media }
        spec:
          mode: Enforce
          target: { bucket: { name: videos, prefix: in/, endpoint: "http://127.0.0.1:9", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          rules: [ { name: old, match: { olderThan: 1h } } ]

        """;
}
