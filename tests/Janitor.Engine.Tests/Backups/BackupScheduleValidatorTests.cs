using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Api;
using Janitor.Engine.Backups;

namespace Janitor.Engine.Tests.Backups;

public sealed class BackupScheduleValidatorTests
{
    private const string Secret = """{"name":"db","key":"uri"}""";
    private const string Database = $$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}}}}""";

    [Fact]
    public void Validate_FullSchedule_FindsNothing() => Assert.Empty(Check($$$$"""
        {"sources":[
           {"name":"orders","postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["app","audit"],"globals":true}},
           {"name":"billing","postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["app"],"globals":true}},
           {"postgres":{"connectionSecretRef":{"name":"other","key":"uri"},"allDatabases":true}},
           {"objects":{"bucket":{"name":"uploads","prefix":"in/"},"include":["**/*.mp4","/leading/slash"],"exclude":["tmp/**"]}},
           {"name":"thumbs","objects":{"bucket":{"name":"uploads","prefix":"thumbs/"}}},
           {"volume":{"claimName":"state","path":"a/b/"}}],
         "destination":{"bucket":{"name":"backups","endpoint":"https://s3.example.com"}},
         "schedule":"0 3 29 2 *","timeZone":"Europe/Berlin","jitter":"24h","startingDeadline":"1ms","concurrencyPolicy":"Replace",
         "retention":{"keepLast":0,"keepHourly":100000,"keepDaily":7,"keepWeekly":4,"keepMonthly":12,"keepYearly":10,"maxAge":"1y"},
         "hooks":{"before":[{"name":"freeze","exec":{"podSelector":{"matchLabels":{"app":"web"}},"container":"app","command":["sh","-c",""]},"timeout":"1h","onError":"Continue"},
                           {"sql":{"connectionSecretRef":{{{{Secret}}}},"statement":"checkpoint"},"timeout":"1s"}],
                  "after":[{"exec":{"podSelector":{"matchLabels":{"app":"web"}},"command":["thaw"]}}]},
         "notify":[{"webhookSecretRef":{{{{Secret}}}},"format":"Slack","events":["Succeeded","Failed","Recovered","BackupStale","VerificationFailed","RestoreSucceeded","RestoreFailed"]}],
         "encryption":{"ageRecipients":["age1qqq","ssh-ed25519 AAAA","ssh-rsa AAAA"]},"worker":{"serviceAccountName":"backup"}}
        """));

    [Fact]
    public void Validate_LeastSchedule_FindsNothing() => Assert.Empty(Check(With()));

    [Theory]
    [InlineData("""{"name":""}""", "metadata.name: is required")]
    [InlineData("""{"name":"A b"}""", "metadata.name: \"A b\" is not a valid name")]
    [InlineData("""{"name":"a","namespace":"x.y"}""", "metadata.namespace: \"x.y\" is not a valid name")]
    public void Validate_BadMetadata_IsRefused(string metadata, string expected) => AssertOnly(expected, Check(With(), metadata));

    [Theory]
    [InlineData("sources", "[]", "spec.sources: is required: write postgres, objects or volume")]
    [InlineData("destination", "{}", "spec.destination: is required: write volume: {claimName: …} or bucket: {name: …}")]
    [InlineData("destination", """{"volume":{"claimName":"a"},"bucket":{"name":"abc"}}""", "spec.destination: has both volume and bucket; keep one of them")]
    [InlineData("destination", """{"volume":{"claimName":"a","path":"/x"}}""", "spec.destination.volume.path: \"/x\" is absolute")]
    [InlineData("schedule", "\"* * *\"", "spec.schedule: \"* * *\" has 3 field(s); write five")]
    [InlineData("schedule", "\"TZ=UTC 0 3 * * *\"", "spec.schedule: must not name a time zone; write it in timeZone")]
    [InlineData("schedule", "\"0 0 31 2 *\"", "spec.schedule: \"0 0 31 2 *\" never comes: there is no such day; write one that there is, or leave it out")]
    [InlineData("schedule", "\"0 0 31 4,6,9,11 *\"", "spec.schedule: \"0 0 31 4,6,9,11 *\" never comes")]
    [InlineData("timeZone", "\"Mars/Olympus\"", "spec.timeZone: \"Mars/Olympus\" is not an IANA time zone; write one such as Europe/Berlin")]
    [InlineData("jitter", "\"25h\"", "spec.jitter: 1d1h is too long; write at most 24h")]
    [InlineData("startingDeadline", "\"0s\"", "spec.startingDeadline: 0s leaves no time to start a backup in; write a longer one such as 1h, or leave it out")]
    [InlineData("retention", "{}", "spec.retention: keeps nothing in particular: write keepLast, keepDaily or another rule, or leave it out to keep all")]
    [InlineData("retention", """{"keepLast":-1}""", "spec.retention.keepLast: -1 is out of range; write a number from 0 to 100000")]
    [InlineData("retention", """{"keepHourly":100001}""", "spec.retention.keepHourly: 100001 is out of range")]
    [InlineData("retention", """{"keepDaily":-1}""", "spec.retention.keepDaily: -1 is out of range")]
    [InlineData("retention", """{"keepWeekly":-1}""", "spec.retention.keepWeekly: -1 is out of range")]
    [InlineData("retention", """{"keepMonthly":-1}""", "spec.retention.keepMonthly: -1 is out of range")]
    [InlineData("retention", """{"keepYearly":-1}""", "spec.retention.keepYearly: -1 is out of range")]
    [InlineData("retention", """{"maxAge":"0s"}""", "spec.retention.maxAge: 0s is the age of none: all but the newest would go; write a longer one such as 90d or 1y")]
    [InlineData("encryption", "{}", "spec.encryption.ageRecipients: is required: write the public key that age-keygen prints, age1…")]
    [InlineData("encryption", """{"ageRecipients":["age1a","me@example.com"]}""", "spec.encryption.ageRecipients[1]: is no recipient of age: write age1…, ssh-ed25519 … or ssh-rsa …")]
    [InlineData("worker", """{"securityContext":{"runAsUser":0}}""", "spec.worker.securityContext.runAsUser: 0 is out of range")]
    public void Validate_BadSetting_NamesFieldAndRemedy(string field, string value, string expected) => AssertOnly(expected, Check(With((field, value))));

    [Fact]
    public void Validate_SecretKeyAsRecipient_IsNotRepeated()
    {
        var error = Assert.Single(Check(With(("encryption", """{"ageRecipients":["AGE-SECRET-KEY-1HUNTER2"]}"""))));

        Assert.StartsWith("spec.encryption.ageRecipients[0]: is a secret key: write the public key that belongs to it", error, StringComparison.Ordinal);
        Assert.DoesNotContain("HUNTER2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", ": write exactly one of postgres, objects and volume; each source is an item of its own")]
    [InlineData($$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}}},"volume":{"claimName":"a"}}""", ": write exactly one of postgres, objects and volume")]
    [InlineData($$$$"""{"name":"Orders","postgres":{"connectionSecretRef":{{{{Secret}}}}}}""", ".name: \"Orders\" is not a valid name: write at most 63 lower-case letters")]
    [InlineData("""{"postgres":{"connectionSecretRef":{"key":"uri"}}}""", ".postgres.connectionSecretRef.name: is required")]
    [InlineData("""{"postgres":{"connectionSecretRef":{"name":"db"}}}""", ".postgres.connectionSecretRef.key: is required")]
    [InlineData($$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["a"],"allDatabases":true}}""", ".postgres: has both databases and allDatabases; keep one of them")]
    [InlineData($$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["a","b","a"]}}""", ".postgres.databases[2]: \"a\" is there twice; keep one of them")]
    [InlineData($$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":[""]}}""", ".postgres.databases[0]: is empty; write the database's name, or remove it")]
    [InlineData("""{"objects":{}}""", ".objects.bucket: is required: write bucket: {name: …}")]
    [InlineData("""{"objects":{"bucket":{"name":"a/b"}}}""", ".objects.bucket.name: \"a/b\" is not a valid name")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"},"include":["**","["]}}""", ".objects.include[1]: in \"[\" a [ has no ]; write \\[ for a bracket")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"},"exclude":["a**"]}}""", ".objects.exclude[0]: in \"a**\" ** must be a whole segment")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"},"exclude":[""]}}""", ".objects.exclude[0]: a pattern must not be empty; to match everything write **")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"},"exclude":["a/../b"]}}""", ".objects.exclude[0]: \"a/../b\" has a .. and can never match")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"},"exclude":["{x,.janitor/**}"]}}""", ".objects.exclude[0]: \"{x,.janitor/**}\" is in .janitor, which is never listed")]
    [InlineData("""{"volume":{}}""", ".volume.claimName: is required")]
    [InlineData("""{"volume":{"claimName":"a","path":"../b"}}""", ".volume.path: \"../b\" would leave the claim; write a path without ..")]
    public void Validate_BadSource_NamesFieldAndRemedy(string source, string expected) => AssertOnly("spec.sources[0]" + expected, Check(With(("sources", $"[{source}]"))));

    [Theory]
    [InlineData("""{"volume":{"claimName":"state","path":"a"}}""", """{"volume":{"claimName":"state","path":"b"}}""", "is required: spec.sources[0] backs state up as well; write a name of its own")]
    [InlineData("""{"objects":{"bucket":{"name":"abc"}}}""", """{"objects":{"bucket":{"name":"abc","prefix":"x/"}}}""", "is required: spec.sources[0] backs abc up as well")]
    [InlineData("""{"volume":{"claimName":"abc"}}""", """{"objects":{"bucket":{"name":"abc"}}}""", "is required: spec.sources[0] backs abc up as well")]
    [InlineData(
        $$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["x","app"]}}""",
        """{"postgres":{"connectionSecretRef":{"name":"other","key":"uri"},"databases":["app"]}}""",
        "is required: spec.sources[0] backs app up as well")]
    [InlineData(
        $$$$"""{"name":"one","postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["app"]}}""",
        """{"name":"one","postgres":{"connectionSecretRef":{"name":"other","key":"uri"},"databases":["app"]}}""",
        "\"one\" does not tell it from the other: spec.sources[0] backs one/app up as well")]
    [InlineData(
        $$$$"""{"postgres":{"connectionSecretRef":{{{{Secret}}}},"databases":["a"],"globals":true}}""",
        """{"postgres":{"connectionSecretRef":{"name":"other","key":"uri"},"databases":["b"],"globals":true}}""",
        "is required: spec.sources[0] backs globals up as well")]
    [InlineData(Database, Database, "is required: spec.sources[0] backs the database of Secret db, key uri up as well")]
    public void Validate_PartsOfTheSameName_AreRefusedAtTheSecond(string first, string second, string expected) =>
        AssertOnly("spec.sources[1].name: " + expected, Check(With(("sources", $"[{first},{second}]"))));

    [Theory]
    [InlineData("""{"volume":{"claimName":"state"}}""", """{"name":"two","volume":{"claimName":"state"}}""")]
    [InlineData("""{"name":"one","volume":{"claimName":"state"}}""", """{"name":"one","volume":{"claimName":"other"}}""")]
    [InlineData(Database, """{"postgres":{"connectionSecretRef":{"name":"db","key":"other"}}}""")]
    public void Validate_PartsOfDifferentNames_AreFine(string first, string second) => Assert.Empty(Check(With(("sources", $"[{first},{second}]"))));

    [Theory]
    [InlineData("""{}""", ": write exactly one of exec and sql; each hook is an item of its own")]
    [InlineData("""{"exec":{"podSelector":{"matchLabels":{"a":"b"}},"command":["x"]},"sql":{}}""", ": write exactly one of exec and sql")]
    [InlineData("""{"exec":{"command":["x"]}}""", ".exec.podSelector: selects every pod of the namespace: write at least one label, as in matchLabels: {app: web}")]
    [InlineData("""{"exec":{"podSelector":{},"command":["x"]}}""", ".exec.podSelector: selects every pod of the namespace")]
    [InlineData("""{"exec":{"podSelector":{"matchLabels":{"a":"b"}}}}""", ".exec.command: names no program; write one with its arguments")]
    [InlineData("""{"exec":{"podSelector":{"matchLabels":{"a":"b"}},"command":["","x"]}}""", ".exec.command: names no program")]
    [InlineData("""{"exec":{"podSelector":{"matchLabels":{"a":"b"}},"container":"A","command":["x"]}}""", ".exec.container: \"A\" is not a valid name")]
    [InlineData("""{"sql":{"connectionSecretRef":{"name":"db"},"statement":"x"}}""", ".sql.connectionSecretRef.key: is required")]
    [InlineData($$$$"""{"sql":{"connectionSecretRef":{{{{Secret}}}},"statement":" "}}""", ".sql.statement: is required: write the SQL that is to be run")]
    [InlineData($$$$"""{"name":"A b","sql":{"connectionSecretRef":{{{{Secret}}}},"statement":"x"}}""", ".name: \"A b\" is not a valid name")]
    [InlineData($$$$"""{"timeout":"999ms","sql":{"connectionSecretRef":{{{{Secret}}}},"statement":"x"}}""", ".timeout: 999ms is out of range; write a duration from 1s to 1h")]
    [InlineData($$$$"""{"timeout":"1h1s","sql":{"connectionSecretRef":{{{{Secret}}}},"statement":"x"}}""", ".timeout: 1h1s is out of range")]
    public void Validate_BadHook_NamesFieldAndRemedy(string hook, string expected)
    {
        AssertOnly("spec.hooks.before[0]" + expected, Check(With(("hooks", $$"""{"before":[{{hook}}]}"""))));
        AssertOnly("spec.hooks.after[0]" + expected, Check(With(("hooks", $$"""{"after":[{{hook}}]}"""))));
    }

    [Theory]
    [InlineData("LimitReached")]
    [InlineData("Pressure")]
    [InlineData("Partial")]
    public void Validate_EventThatNeverHappens_IsRefused(string name) => AssertOnly(
        $"spec.notify[0].events[0]: {name} never happens to a BackupSchedule; write one of Succeeded, Failed, Recovered, BackupStale, VerificationFailed, RestoreSucceeded, RestoreFailed, or remove it",
        Check(With(("notify", $$$$"""[{"webhookSecretRef":{{{{Secret}}}},"events":["{{{{name}}}}"]}]"""))));

    [Fact]
    public void Validate_SeveralMistakes_AreInTheOrderOfTheFields()
    {
        var errors = Check("""{"sources":[{},{"volume":{}}],"destination":{},"schedule":"x","startingDeadline":"0s","retention":{"keepLast":-1,"maxAge":"0s"},"encryption":{}}""");

        string[] fields =
        [
            "spec.sources[0]", "spec.sources[1].volume.claimName", "spec.destination", "spec.schedule", "spec.startingDeadline", "spec.retention.keepLast", "spec.retention.maxAge",
            "spec.encryption.ageRecipients",
        ];
        Assert.Equal(fields, errors.Select(error => error.Split(": ")[0]));
    }

    private static void AssertOnly(string expected, IReadOnlyList<string> errors) => Assert.StartsWith(expected, Assert.Single(errors), StringComparison.Ordinal);

    private static string With(params (string Field, string Value)[] fields)
    {
        var spec = new JsonObject { ["sources"] = JsonNode.Parse($"[{Database}]"), ["destination"] = JsonNode.Parse("""{"bucket":{"name":"backups"}}""") };
        foreach (var (field, value) in fields)
            spec[field] = JsonNode.Parse(value);
        return spec.ToJsonString();
    }

    private static List<string> Check(string spec, string metadata = """{"name":"nightly"}""")
    {
        var schedule = JsonSerializer.Deserialize($$$$"""{"metadata":{{{{metadata}}}},"spec":{{{{spec}}}}}""", JanitorJson.Default.BackupSchedule)!;
        return [.. BackupScheduleValidator.Validate(schedule).Select(error => $"{error.Field}: {error.Message}")];
    }
}
