using System.Text;
using Janitor.Cli.Documents;

namespace Janitor.Cli.Tests.Documents;

public sealed class ManifestReaderTests
{
    private const string Head = """
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: clips, namespace: media }
        spec:

        """;

    private const string Valid = Head + """
          target: { volume: { claimName: scratch } }
          rules: [ { name: old, match: { olderThan: 1h } } ]

        """;

    private const string Schedule = """
        apiVersion: janitor.dev/v1alpha1
        kind: BackupSchedule
        metadata: { name: nightly, namespace: media }
        spec:
          sources: [ { volume: { claimName: state } } ]
          destination: { bucket: { name: backups } }

        """;

    [Fact]
    public void Read_ValuesWithoutQuotes_AreTakenWhereTextIsMeant()
    {
        var manifests = Read(Head + """
              target: { volume: { claimName: scratch } }
              rules: [ { name: big, match: { largerThan: 1e9, smallerThan: 4096000000000, olderThan: 7d }, capacity: { above: 5000, downTo: 1.5k } } ]
              limits: { maxDeletePercent: 12.5%, minFree: 1Gi }
            """);

        Assert.Empty(manifests.Errors);
        var rule = Assert.Single(manifests.Policies).Policy.Spec.Rules[0];
        Assert.Equal((1_000_000_000, 4_096_000_000_000), (rule.Match!.LargerThan!.Value.Value, rule.Match.SmallerThan!.Value.Value));
        Assert.Equal((5000, 1500), (rule.Capacity!.Above.Size!.Value.Value, rule.Capacity.DownTo.Size!.Value.Value));
    }

    [Theory]
    [InlineData("  mode: enforce", "spec.mode: \"enforce\" is not one of DryRun, Enforce")]
    [InlineData("  mode: 1", "spec.mode: \"1\" is not one of DryRun, Enforce")]
    [InlineData("  timezone: UTC", "spec.timezone: unknown field; did you mean timeZone?")]
    [InlineData("  shedule: '@daily'", "spec.shedule: unknown field; did you mean schedule?")]
    [InlineData("  suspend: 'true'", "spec.suspend: expected true or false, without quotes, not \"true\"")]
    [InlineData("  suspend: yes", "spec.suspend: expected true or false, without quotes, not \"yes\"")]
    [InlineData("  history: 1.5", "spec.history: expected a whole number, not 1.5")]
    [InlineData("  history: 9999999999", "spec.history: expected a whole number, not 9999999999")]
    [InlineData("  jitter: 5x", "spec.jitter: \"5x\" is not a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m")]
    [InlineData("  jitter: [1]", "spec.jitter: Expected a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m")]
    [InlineData("  schedule: 5", "spec.schedule: expected text, not 5; put it in quotes")]
    [InlineData("  limits: 5", "spec.limits: expected fields, not 5; there are maxDeletions, maxDeletePercent, minAge, minFree, batchSize, concurrency, perSecond")]
    [InlineData("  limits: { minAge: }", "spec.limits.minAge: has no value; write one, or remove the field")]
    [InlineData("  limits:", "spec.limits: has no value; write one, or remove the field")]
    [InlineData("  protect: { include: [x] }", "spec.protect: expected a list, not fields; write [{\"include\":[\"x\"]}] or one line with a hyphen each")]
    [InlineData("  protect: [ { include: '*.x' } ]", "spec.protect[0].include: expected a list, not \"*.x\"; write [\"*.x\"] or one line with a hyphen each")]
    [InlineData("  protect: [ x ]", "spec.protect[0]: expected fields, not \"x\"; there are include, exclude, olderThan, newerThan, between, largerThan, smallerThan, tags, ageBy, unit, job, orphaned, referenced")]
    [InlineData("  protect: [ { include: [ 2024 ] } ]", "spec.protect[0].include[0]: expected text, not 2024; put it in quotes")]
    [InlineData("  protect: [ { largerThan: 1GB } ]", "spec.protect[0].largerThan: \"1GB\" is not a Kubernetes quantity such as 100k, 500Mi, 1Gi or 1.5G")]
    [InlineData("  protect: [ { between: { from: 31.1.2026 } } ]", "spec.protect[0].between.from: \"31.1.2026\" is not an age such as 7d or a date such as 2026-01-31 or 2026-01-31T12:00:00Z")]
    [InlineData("  worker: { securityContext: { runAsUser: 0 } }", "spec.worker.securityContext.runAsUser: 0 is out of range; write a number from 1 to 2147483647: workers never run as root")]
    [InlineData("  worker: { tolerations: [ { key: a, effect: Never } ] }", "spec.worker.tolerations[0].effect: \"Never\" is not one of NoSchedule, PreferNoSchedule, NoExecute")]
    [InlineData("  notify: [ { webhookSecretRef: { name: a, key: b }, events: [BackupStale] } ]", "spec.notify[0].events[0]: BackupStale never happens to a RetentionPolicy; write one of Succeeded, Partial, Failed, Recovered, LimitReached, Pressure, or remove it")]
    [InlineData("  lifecycle: Native", "spec.lifecycle: not supported by this version; remove it")]
    [InlineData("  execution: Job", "spec.execution: not supported by this version; remove it")]
    [InlineData("  startingDeadline: x", "spec.startingDeadline: \"x\" is not a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m")]
    [InlineData("  qqq: 1", "spec.qqq: unknown field; there are mode, target, schedule, timeZone, jitter, startingDeadline, suspend, catalog, protect, rules, limits, hold, removeEmptyDirectories, worker, notify, history")]
    [InlineData("  history: 500", "spec.history: 500 is out of range; write a number from 0 to 100")]
    public void Read_Mistake_NamesDocumentLineFieldAndRemedy(string line, string expected)
    {
        var manifests = Read($"---\n# nothing\n---\n{Valid}{line}\n");

        Assert.Equal([$"policies.yaml document 2 (RetentionPolicy media/clips), line 10: {expected}"], manifests.Errors);
        Assert.Empty(manifests.Policies);
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("transition")]
    [InlineData("compress")]
    [InlineData("deduplicate")]
    public void Read_ActionOfTheDesign_IsNotSupportedYet(string action)
    {
        var manifests = Read(Head + $$"""
              target: { volume: { claimName: scratch } }
              rules: [ { name: old, match: { olderThan: 1h }, action: { {{action}}: {} } } ]
            """);

        Assert.Equal(
            [$"policies.yaml document 1 (RetentionPolicy media/clips), line 6: spec.rules[0].action.{action}: not supported by this version; write delete, quarantine or report"],
            manifests.Errors);
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllToldInTheOrderOfTheLines()
    {
        var manifests = Read(Head + """
              target: { volum: { claimName: scratch } }
              catalog: { kubernetesJobs: {} }
              rules:
                - name: Old
                  match: { olderThen: 1d }
                - name: b
                  match: { include: ["[" ], largerThan: x }
                - match: { olderThan: 1d }
            """);

        Assert.Equal(
            [
                "line 5: spec.target.volum: unknown field; did you mean volume?",
                "line 6: spec.catalog.jobFromPath: is required with kubernetesJobs: it finds the Job's name in an item's path, as in \"out/{job}/**\"",
                "line 8: spec.rules[0].name: \"Old\" is not a valid name: write at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends",
                "line 9: spec.rules[0].match.olderThen: unknown field; did you mean olderThan?",
                "line 11: spec.rules[1].match.largerThan: \"x\" is not a Kubernetes quantity such as 100k, 500Mi, 1Gi or 1.5G",
                "line 11: spec.rules[1].match.include[0]: in \"[\" a [ has no ]; write \\[ for a bracket",
                "line 12: spec.rules[2].name: is required: at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends",
            ],
            manifests.Errors.Select(error => error["policies.yaml document 1 (RetentionPolicy media/clips), ".Length..]));
    }

    [Theory]
    [InlineData("kind: RetentionPolicy", "document 1 (RetentionPolicy), line 1: apiVersion: is required: write apiVersion: janitor.dev/v1alpha1 and kind: RetentionPolicy")]
    [InlineData("apiVersion: janitor.dev/v1alpha1", "document 1 (no kind), line 1: kind: is required: write apiVersion: janitor.dev/v1alpha1 and kind: RetentionPolicy")]
    [InlineData("apiVersion: janitor.dev/v2\nkind: RetentionPolicy", "document 1 (RetentionPolicy), line 1: apiVersion: \"janitor.dev/v2\" is not supported by this version; write janitor.dev/v1alpha1")]
    [InlineData("apiVersion: janitor.dev/v1alpha1\nkind: Archive\nmetadata: {name: b}", "document 1 (Archive b), line 2: kind: \"Archive\" is not supported by this version; write RetentionPolicy, StorageQuota, BackupSchedule, Backup or Restore")]
    [InlineData("apiVersion: janitor.dev/v1alpha1\nkind: Restore\nmetadata: {name: b}\nspec: {backup: x, from: {schedule: y}}", "document 1 (Restore b), line 4: spec: write either backup, the name of a Backup, or from, a schedule and a time")]
    [InlineData("apiVersion: janitor.dev/v2\nkind: BackupSchedule", "document 1 (BackupSchedule), line 1: apiVersion: \"janitor.dev/v2\" is not supported by this version; write janitor.dev/v1alpha1")]
    [InlineData("just text", "document 1 (no kind), line 1: apiVersion: is required: write apiVersion: janitor.dev/v1alpha1 and kind: RetentionPolicy")]
    [InlineData("apiVersion: v1\nkind: List\nitems: 5", "document 1 (List), line 3: items: expected a list")]
    [InlineData("a: 1\n---\nb: [", "document 2, line 4: is not YAML: ")]
    public void Read_OtherDocument_IsAnError(string text, string expected) =>
        Assert.Contains(Read(text).Errors, error => error.StartsWith("policies.yaml " + expected, StringComparison.Ordinal));

    [Fact]
    public void Read_ForeignKinds_ArePassedOverWithANote()
    {
        var manifests = Read("apiVersion: v1\nkind: Namespace\nmetadata: { name: media }\n---\n" + Valid);

        Assert.Empty(manifests.Errors);
        Assert.Equal(["policies.yaml document 1 (Namespace media): passed over: only RetentionPolicy, StorageQuota, BackupSchedule, Backup, Restore and Secret are read"], manifests.Notes);
        Assert.Equal("media/clips", Assert.Single(manifests.Policies).Policy.ToString());
    }

    [Fact]
    public void Read_AsTheClusterReturnsIt_IsAccepted()
    {
        var manifests = Read("""
            apiVersion: v1
            kind: List
            metadata: { resourceVersion: "" }
            items:
            - apiVersion: janitor.dev/v1alpha1
              kind: RetentionPolicy
              metadata: { name: clips, uid: x, generation: 3, labels: {a: b}, annotations: {c: d}, managedFields: [] }
              spec: { target: { volume: { claimName: scratch } }, rules: [ { name: old, match: { olderThan: 1h } } ] }
              status: { observedGeneration: -1 }
            - apiVersion: v1
              kind: Secret
              metadata: { name: s }
              type: Opaque
              data: { a: aGVsbG8= }
            - apiVersion: janitor.dev/v1alpha1
              kind: RetentionPolicy
              metadata: { name: other, lables: {} }
              spec:
                target: { volume: { claimName: scratch } }
                rules: [ { name: old, match: { olderThan: 1z } } ]
            """);

        Assert.Equal("default/clips", Assert.Single(manifests.Policies).Policy.ToString());
        Assert.Equal("hello", Encoding.UTF8.GetString(manifests.Secrets.Find("default", "s")!["a"]));
        Assert.Equal(
            [
                "policies.yaml document 1 item 3 (RetentionPolicy other), line 17: metadata.lables: unknown field; did you mean labels?",
                "policies.yaml document 1 item 3 (RetentionPolicy other), line 20: spec.rules[0].match.olderThan: \"1z\" is not a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m",
            ],
            manifests.Errors);
    }

    [Fact]
    public void Read_BackupSchedule_IsRead()
    {
        var manifests = Read(Schedule + "  retention: { keepDaily: 7, maxAge: 1y }\n");

        Assert.Empty(manifests.Errors);
        var schedule = Assert.Single(manifests.Schedules);
        Assert.Equal(("media/nightly", 7, TimeSpan.FromDays(365)), (schedule.ToString(), schedule.Spec.Retention!.KeepDaily!.Value, schedule.Spec.Retention.MaxAge!.Value.Value));
    }

    [Theory]
    [InlineData("  retention: { keepDayly: 7 }", "spec.retention.keepDayly: unknown field; did you mean keepDaily?")]
    [InlineData("  retention: { keepDaily: 7d }", "spec.retention.keepDaily: expected a whole number, not \"7d\"")]
    [InlineData("  retention: { maxAge: 1 year }", "spec.retention.maxAge: \"1 year\" is not a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m")]
    [InlineData("  retention: { maxAge: 0d }", "spec.retention.maxAge: 0s is the age of none: all but the newest would go; write a longer one such as 90d or 1y")]
    [InlineData("  schedule: 0 0 31 2 *", "spec.schedule: \"0 0 31 2 *\" never comes: there is no such day; write one that there is, or leave it out for backups on demand alone")]
    [InlineData("  compression: gzip", "spec.compression: \"gzip\" is not one of Zstd, None")]
    public void Read_MistakeInABackupSchedule_NamesDocumentLineFieldAndRemedy(string line, string expected)
    {
        var manifests = Read($"{Schedule}{line}\n");

        Assert.Equal([$"policies.yaml document 1 (BackupSchedule media/nightly), line 7: {expected}"], manifests.Errors);
        Assert.Empty(manifests.Schedules);
    }

    [Fact]
    public void Read_BackupScheduleTwice_IsRefused() => Assert.Equal(
        ["policies.yaml document 2 (BackupSchedule media/nightly), line 10: metadata.name: media/nightly is the name of an earlier schedule; choose another"],
        Read(Schedule + "---\n" + Schedule).Errors);

    [Fact]
    public void Read_PolicyTwice_IsRefused() => Assert.Equal(
        ["policies.yaml document 2 (RetentionPolicy media/clips), line 10: metadata.name: media/clips is the name of an earlier policy; choose another"],
        Read(Valid + "---\n" + Valid).Errors);

    [Theory]
    [InlineData("data: { a: '%%%' }", "line 4: data.a: is not Base64; encode it, or write it as it is under stringData")]
    [InlineData("stringData: { a: 5 }", "line 4: stringData.a: expected text; put it in quotes")]
    [InlineData("data: [a]", "line 4: data: expected keys and values")]
    public void Read_BadSecret_NeverRepeatsItsValue(string data, string expected) => Assert.Equal(
        ["policies.yaml document 1 (Secret media/s3), " + expected],
        Read($"apiVersion: v1\nkind: Secret\nmetadata: {{ name: s3, namespace: media }}\n{data}\n").Errors);

    private static Manifests Read(string text) => ManifestReader.Read([new ManifestFile("policies.yaml", text)]);
}
