namespace Janitor.Cli.Tests.Commands;

/// <summary>A schedule of one database, and its Secret.</summary>
internal static class BackupDocuments
{
    /// <summary>The schedule <c>tests/nightly</c>, whose destination is the bucket <c>backups</c>.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="more">More sources, each a line.</param>
    public static string Of(Uri database, string more = "") =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: BackupSchedule
        metadata: { name: nightly, namespace: tests }
        spec:
          schedule: "0 3 * * *"
          sources:
            - postgres: { connectionSecretRef: { name: db, key: uri } }
        {{more}}
          destination: { bucket: { name: backups } }
          retention: { keepLast: 3 }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: db, namespace: tests }
        stringData: { uri: "{{database}}" }
        """;
}
