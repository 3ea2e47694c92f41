using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Api;
using Janitor.Engine.Retention;

namespace Janitor.Engine.Tests.Retention;

public sealed class PolicyValidatorTests
{
    private const string Volume = """{"volume":{"claimName":"scratch","path":"clips"}}""";
    private const string Bucket = """{"bucket":{"name":"videos"}}""";
    private const string Catalog =
        """{"postgres":{"connectionSecretRef":{"name":"db","key":"uri"},"jobs":"select 1","references":"select 2"},"jobFromPath":["{job}/**"]}""";

    [Fact]
    public void Validate_FullPolicy_FindsNothing()
    {
        const string Spec = """
            {"mode":"Enforce","target":{"bucket":{"name":"My_old.bucket","prefix":"/odd//prefix/","endpoint":"http://s3.media:9000/","region":"eu-west-1",
              "credentialsSecretRef":{"name":"s3"},"caBundleSecretRef":{"name":"s3-ca","key":"ca.crt"}}},
             "schedule":"*/15 * * * *","timeZone":"Europe/Berlin","jitter":"24h","history":0,
             "catalog":{"postgres":{"connectionSecretRef":{"name":"db","key":"uri"},"jobs":"select 1","references":"select 2",
                "onCleaned":"update jobs set a = 1 where id = any(@jobs)","stuck":{"after":"24h","states":["queued"],"set":"update … @jobs"},
                "statementTimeout":"1h"},"jobFromPath":["processed/{job}/**"],"variants":["{stem}_x.*"]},
             "protect":[{"include":["**/metadata.json","/leading/slash"]},{"job":{"states":["processing"]}}],
             "rules":[{"name":"a","match":{"olderThan":"1h","newerThan":"2h","largerThan":"1","smallerThan":"3","tags":{"a":"b"},
                        "between":{"from":"2026-01-01","to":"1d"}}},
                      {"name":"b","match":{"orphaned":true,"unit":"Directory"},"action":{"quarantine":{"for":"1y"}}},
                      {"name":"c","match":{"referenced":false},"action":{"report":{}}},
                      {"name":"d","capacity":{"above":"1Gi","downTo":"900Mi"}}],
             "notify":[{"webhookSecretRef":{"name":"slack","key":"url"},"format":"Slack","events":["Succeeded","Partial","Failed","Recovered","LimitReached","Pressure"]},
                       {"webhookSecretRef":{"name":"slack","key":"other"}}],
             "limits":{"maxDeletions":1000000000,"batchSize":1,"concurrency":256,"perSecond":1000000,"maxDeletePercent":"0%"}}
            """;
        Assert.Empty(Check(Spec));
    }

    [Fact]
    public void Validate_VolumePolicy_FindsNothing() => Assert.Empty(Check(
        """
        {"target":{"volume":{"claimName":"scratch","path":"a/b/"}},"removeEmptyDirectories":true,"limits":{"minFree":"1Gi"},
         "rules":[{"name":"a","match":{"include":["**/*.{mp4,mkv}"],"ageBy":"Accessed"},"capacity":{"above":"95%","downTo":"85%"}}]}
        """));

    [Theory]
    [InlineData("""{}""", "spec.target: is required: write volume: {claimName: …} or bucket: {name: …}")]
    [InlineData("""{"volume":{"claimName":"a"},"bucket":{"name":"abc"}}""", "spec.target: has both volume and bucket; keep one of them")]
    [InlineData("""{"volume":{}}""", "spec.target.volume.claimName: is required: at most 253 lower-case letters")]
    [InlineData("""{"volume":{"claimName":"../etc"}}""", "spec.target.volume.claimName: \"../etc\" is not a valid name")]
    [InlineData("""{"volume":{"claimName":"a","path":"/etc"}}""", "spec.target.volume.path: \"/etc\" is absolute; write it relative to the claim")]
    [InlineData("""{"volume":{"claimName":"a","path":"a/../../b"}}""", "spec.target.volume.path: \"a/../../b\" would leave the claim; write a path without ..")]
    [InlineData("""{"volume":{"claimName":"a","path":"a//b"}}""", "spec.target.volume.path: \"a//b\" has an empty segment or a single dot")]
    [InlineData("""{"volume":{"claimName":"a","path":"a\u0000b"}}""", "spec.target.volume.path: contains a NUL character")]
    [InlineData("""{"volume":{"claimName":"a","path":".janitor/x"}}""", "spec.target.volume.path: \".janitor/x\" is in .janitor, which Janitor keeps for itself")]
    [InlineData("""{"bucket":{}}""", "spec.target.bucket.name: is required: 3 to 63 letters")]
    [InlineData("""{"bucket":{"name":"a/b"}}""", "spec.target.bucket.name: \"a/b\" is not a valid name: write 3 to 63 letters")]
    [InlineData("""{"bucket":{"name":"abc","prefix":".janitor/"}}""", "spec.target.bucket.prefix: \".janitor/\" is in .janitor")]
    [InlineData("""{"bucket":{"name":"abc","provider":"AzureBlob"}}""", "spec.target.bucket.provider: AzureBlob is not supported by this version; write S3")]
    [InlineData("""{"bucket":{"name":"abc","endpoint":"s3.example.com"}}""", "spec.target.bucket.endpoint: is not an http or https URL; write one such as")]
    [InlineData("""{"bucket":{"name":"abc","endpoint":"file:///x"}}""", "spec.target.bucket.endpoint: is not an http or https URL")]
    [InlineData("""{"bucket":{"name":"abc","endpoint":"https://s3/videos"}}""", "spec.target.bucket.endpoint: \"https://s3/videos\" has more than a host and port; write https://s3,")]
    [InlineData("""{"bucket":{"name":"abc","endpoint":"https://s3?x=1"}}""", "spec.target.bucket.endpoint: \"https://s3?x=1\" has more than a host and port")]
    [InlineData("""{"bucket":{"name":"abc","credentialsSecretRef":{}}}""", "spec.target.bucket.credentialsSecretRef.name: is required")]
    [InlineData("""{"bucket":{"name":"abc","caBundleSecretRef":{"name":"ca","key":"../x"}}}""", "spec.target.bucket.caBundleSecretRef.key: \"../x\" is not a valid name")]
    public void Validate_BadTarget_NamesFieldAndRemedy(string target, string expected) => AssertOnly(expected, Check(With(("target", target))));

    [Fact]
    public void Validate_EndpointWithPassword_DoesNotRepeatIt()
    {
        var error = Assert.Single(Check(With(("target", """{"bucket":{"name":"abc","endpoint":"https://me:hunter2@s3/x"}}"""))));

        Assert.StartsWith("spec.target.bucket.endpoint: contains a user name or password", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schedule", "\"* * *\"", "spec.schedule: \"* * *\" has 3 field(s); write five")]
    [InlineData("timeZone", "\"Mars/Olympus\"", "spec.timeZone: \"Mars/Olympus\" is not an IANA time zone; write one such as Europe/Berlin")]
    [InlineData("timeZone", "\"../../etc/localtime\"", "spec.timeZone: \"../../etc/localtime\" is not an IANA time zone")]
    [InlineData("timeZone", "\"Local\"", "spec.timeZone: \"Local\" is not an IANA time zone")]
    [InlineData("jitter", "\"25h\"", "spec.jitter: 1d1h is too long; write at most 24h")]
    [InlineData("history", "101", "spec.history: 101 is out of range; write a number from 0 to 100")]
    [InlineData("history", "-1", "spec.history: -1 is out of range")]
    [InlineData("rules", "[]", "spec.rules: is required: write at least one rule")]
    [InlineData("limits", """{"maxDeletions":0}""", "spec.limits.maxDeletions: 0 is out of range; write a number from 1 to 1000000000")]
    [InlineData("limits", """{"batchSize":1001}""", "spec.limits.batchSize: 1001 is out of range; write a number from 1 to 1000")]
    [InlineData("limits", """{"concurrency":257}""", "spec.limits.concurrency: 257 is out of range; write a number from 1 to 256")]
    [InlineData("limits", """{"perSecond":0}""", "spec.limits.perSecond: 0 is out of range; write a number from 1 to 1000000")]
    [InlineData("limits", """{"minFree":"0"}""", "spec.limits.minFree: must be more than 0")]
    public void Validate_BadSetting_NamesFieldAndRemedy(string field, string value, string expected) => AssertOnly(expected, Check(With((field, value))));

    [Theory]
    [InlineData("limits", """{"minFree":"1Gi"}""", "spec.limits.minFree: is for volumes only")]
    [InlineData("removeEmptyDirectories", "true", "spec.removeEmptyDirectories: is for volumes only")]
    [InlineData("rules", """[{"name":"a","match":{"olderThan":"1d","ageBy":"Accessed"}}]""", "spec.rules[0].match.ageBy: Accessed is for volumes only")]
    [InlineData("rules", """[{"name":"a","capacity":{"above":"95%","downTo":"1Gi"}}]""", "spec.rules[0].capacity.above: 95%: a bucket has no size to take a percentage of")]
    public void Validate_VolumeSettingOnBucket_IsRefused(string field, string value, string expected) =>
        Assert.StartsWith(expected, Check(With(("target", Bucket), (field, value)))[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"a"}""", ": has no condition; write match or capacity")]
    [InlineData("""{"name":"a","match":{}}""", ".match: has no condition and would match everything")]
    [InlineData("""{"name":"a","match":{"ageBy":"Created","unit":"Directory"}}""", ".match: has no condition and would match everything")]
    [InlineData("""{"match":{"olderThan":"1d"}}""", ".name: is required")]
    [InlineData("""{"name":"Old_Files","match":{"olderThan":"1d"}}""", ".name: \"Old_Files\" is not a valid name: write at most 63 lower-case letters")]
    [InlineData("""{"name":"a","match":{"include":["a**"]}}""", ".match.include[0]: in \"a**\" ** must be a whole segment")]
    [InlineData("""{"name":"a","match":{"include":["**","/x/*"]}}""", ".match.include[1]: \"/x/*\" begins with a slash and can never match")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d","exclude":["{a,/b}/c"]}}""", ".match.exclude[0]: \"{a,/b}/c\" begins with a slash and can never match")]
    [InlineData("""{"name":"a","match":{"include":["a/../b"]}}""", ".match.include[0]: \"a/../b\" has a .. and can never match")]
    [InlineData("""{"name":"a","match":{"include":["temp/"]}}""", ".match.include[0]: \"temp/\" ends with a slash and can never match; for what is below a folder write temp/**")]
    [InlineData("""{"name":"a","match":{"include":["./a"]}}""", ".match.include[0]: \"./a\" has an empty segment or a single dot")]
    [InlineData("""{"name":"a","match":{"include":[".janitor/**"]}}""", ".match.include[0]: \".janitor/**\" is in .janitor, which is never listed")]
    [InlineData("""{"name":"a","match":{"olderThan":"2h","newerThan":"2h"}}""", ".match.newerThan: 2h is not above 2h of olderThan, so nothing can match")]
    [InlineData("""{"name":"a","match":{"largerThan":"1Ki","smallerThan":"1025"}}""", ".match.smallerThan: 1025 leaves no size above 1Ki of largerThan")]
    [InlineData("""{"name":"a","match":{"smallerThan":"0"}}""", ".match.smallerThan: nothing is smaller than 0")]
    [InlineData("""{"name":"a","match":{"between":{}}}""", ".match.between: needs from or to")]
    [InlineData("""{"name":"a","match":{"between":{"from":"1d","to":"7d"}}}""", ".match.between.from: 1d is later than 7d of to")]
    [InlineData("""{"name":"a","match":{"between":{"from":"2026-02-01","to":"2026-01-01"}}}""", ".match.between.from: 2026-02-01T00:00:00Z is later than")]
    [InlineData("""{"name":"a","match":{"tags":{"a":"b"}}}""", ".match.tags: is for buckets only")]
    [InlineData("""{"name":"a","match":{"job":{"states":["failed"]}}}""", ".match.job: needs a catalog of jobs (spec.catalog.postgres.jobs or spec.catalog.kubernetesJobs) and spec.catalog.jobFromPath")]
    [InlineData("""{"name":"a","match":{"orphaned":true}}""", ".match.orphaned: needs a catalog that knows what is in use")]
    [InlineData("""{"name":"a","match":{"referenced":false}}""", ".match.referenced: needs spec.catalog.postgres.references")]
    [InlineData("""{"name":"a","capacity":{"downTo":"1Gi"}}""", ".capacity.above: is required: a size such as 1Gi or a percentage such as 95%")]
    [InlineData("""{"name":"a","capacity":{"above":"1Gi"}}""", ".capacity.downTo: is required")]
    [InlineData("""{"name":"a","capacity":{"measure":"Items","above":"95%","downTo":"85%"}}""", ".capacity.measure: Items cannot be used with percentages")]
    [InlineData("""{"name":"a","capacity":{"above":"1Gi","downTo":"85%"}}""", ".capacity.downTo: 85% and 1Gi are not comparable")]
    [InlineData("""{"name":"a","capacity":{"above":"1Gi","downTo":"1Gi"}}""", ".capacity.downTo: 1Gi is not below 1Gi of above")]
    [InlineData("""{"name":"a","capacity":{"above":"85%","downTo":"95%"}}""", ".capacity.downTo: 95% is not below 85% of above")]
    [InlineData("""{"name":"a","match":{"include":["*/**"],"unit":"Directory"},"capacity":{"above":"2","downTo":"1"}}""", ".match.unit: Directory cannot be used together with capacity")]
    [InlineData("""{"name":"a","capacity":{"above":"2","downTo":"1"},"action":{"quarantine":{"for":"7d"}}}""", ".action.quarantine: cannot be used with capacity: what is moved aside")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d"},"action":{}}""", ".action: is empty; write delete: {}")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d"},"action":{"delete":{},"report":{}}}""", ".action: has several actions; keep one")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d"},"action":{"quarantine":{}}}""", ".action.quarantine.for: is required: write a duration from 1h to 1y")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d"},"action":{"quarantine":{"for":"59m"}}}""", ".action.quarantine.for: 59m is out of range")]
    [InlineData("""{"name":"a","match":{"olderThan":"1d"},"action":{"quarantine":{"for":"366d"}}}""", ".action.quarantine.for: 366d is out of range")]
    public void Validate_BadRule_NamesFieldAndRemedy(string rule, string expected) =>
        AssertOnly("spec.rules[0]" + expected, Check(With(("rules", $"[{rule}]"))));

    [Fact]
    public void Validate_RuleNameTwice_NamesTheSecond() => AssertOnly(
        "spec.rules[1].name: \"a\" is the name of an earlier rule; choose another",
        Check(With(("rules", """[{"name":"a","match":{"olderThan":"1d"}},{"name":"a","match":{"olderThan":"2d"}}]"""))));

    [Fact]
    public void Validate_TooManyRules_SaysTheMost() => AssertOnly(
        "spec.rules: has 101 rules; write at most 100",
        Check(With(("rules", $"[{string.Join(',', Enumerable.Range(0, 101).Select(i => $$$"""{"name":"r{{{i}}}","match":{"olderThan":"1d"}}"""))}]"))));

    [Theory]
    [InlineData("""[{"ageBy":"Created"}]""", "spec.protect[0]: has no condition")]
    [InlineData("""[{"include":["x"]},{"include":["/x"]}]""", "spec.protect[1].include[0]: \"/x\" begins with a slash and can never match")]
    [InlineData("""[{"job":{"states":["x"]}}]""", "spec.protect[0].job: needs a catalog of jobs")]
    public void Validate_BadProtect_IsRefused(string protect, string expected) => AssertOnly(expected, Check(With(("protect", protect))));

    [Theory]
    [InlineData("""{}""", ": says neither postgres nor kubernetesJobs; write one of them")]
    [InlineData("""{"kubernetesJobs":{}}""", ".jobFromPath: is required with kubernetesJobs")]
    [InlineData("""{"postgres":{"connectionSecretRef":{"name":"db","key":"uri"}}}""", ".postgres: says neither jobs nor references")]
    [InlineData("""{"postgres":{"references":"select 1","connectionSecretRef":{"key":"uri"}}}""", ".postgres.connectionSecretRef.name: is required")]
    [InlineData("""{"postgres":{"references":"select 1","connectionSecretRef":{"name":"db"}}}""", ".postgres.connectionSecretRef.key: is required")]
    [InlineData("""{"postgres":{"references":" ","connectionSecretRef":{"name":"db","key":"uri"}}}""", ".postgres.references: is empty; write a query")]
    [InlineData("""{"postgres":{"jobs":"select 1","connectionSecretRef":{"name":"db","key":"uri"}}}""", ".jobFromPath: is required with postgres.jobs")]
    [InlineData("""{"postgres":{"references":"x","connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"]}""", ".jobFromPath: has no effect without postgres.jobs")]
    [InlineData("""{"postgres":{"jobs":"x","connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"],"variants":["{stem}.x"]}""", ".variants: has no effect without postgres.references")]
    [InlineData("""{"postgres":{"jobs":"x","connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["a/*"]}""", ".jobFromPath[0]: \"a/*\" must have {job} exactly once")]
    [InlineData("""{"postgres":{"jobs":"x","connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["/a/{job}"]}""", ".jobFromPath[0]: \"/a/{job}\" begins with a slash")]
    [InlineData("""{"postgres":{"references":"x","connectionSecretRef":{"name":"db","key":"uri"}},"variants":["*"]}""", ".variants[0]: \"*\" must have exactly one of {stem} and {name}, once")]
    [InlineData("""{"postgres":{"references":"x","statementTimeout":"2h","connectionSecretRef":{"name":"db","key":"uri"}}}""", ".postgres.statementTimeout: 2h is out of range; write a duration from 1s to 1h")]
    [InlineData("""{"postgres":{"jobs":"x","onCleaned":"delete from jobs","connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"]}""", ".postgres.onCleaned: does not use @jobs, the array of job ids, so it would change every row")]
    [InlineData("""{"postgres":{"references":"x","onCleaned":"u @jobs","connectionSecretRef":{"name":"db","key":"uri"}}}""", ".postgres.onCleaned: needs postgres.jobs")]
    [InlineData("""{"postgres":{"jobs":"x","stuck":{"after":"1h","states":["a"],"set":"u"},"connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"]}""", ".postgres.stuck.set: does not use @jobs")]
    [InlineData("""{"postgres":{"jobs":"x","stuck":{"states":["a"],"set":"u @jobs"},"connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"]}""", ".postgres.stuck.after: is required")]
    [InlineData("""{"postgres":{"jobs":"x","stuck":{"after":"1h","set":"u @jobs"},"connectionSecretRef":{"name":"db","key":"uri"}},"jobFromPath":["{job}"]}""", ".postgres.stuck.states: is required")]
    public void Validate_BadCatalog_NamesFieldAndRemedy(string catalog, string expected) =>
        AssertOnly("spec.catalog" + expected, Check(With(("catalog", catalog))));

    [Theory]
    [InlineData("""{"job":{}}""", ".job.states: is required: list at least one state")]
    [InlineData("""{"job":{"states":[""]}}""", ".job.states: has an empty state; remove it")]
    public void Validate_BadJobMatch_IsRefused(string match, string expected) => AssertOnly(
        "spec.rules[0].match" + expected, Check(With(("catalog", Catalog), ("rules", $$"""[{"name":"a","match":{{match}}}]"""))));

    [Theory]
    [InlineData("""{"name":""}""", "metadata.name: is required")]
    [InlineData("""{"name":"A b"}""", "metadata.name: \"A b\" is not a valid name")]
    [InlineData("""{"name":"a","namespace":"x.y"}""", "metadata.namespace: \"x.y\" is not a valid name")]
    public void Validate_BadMetadata_IsRefused(string metadata, string expected) =>
        AssertOnly(expected, Check(With(), metadata));

    [Fact]
    public void Validate_SeveralMistakes_AreInTheOrderOfTheFields()
    {
        var errors = Check("""{"target":{"volume":{}},"schedule":"x","rules":[{"name":"a"},{"name":"b","match":{}}],"limits":{"perSecond":0}}""");

        string[] fields = ["spec.target.volume.claimName", "spec.schedule", "spec.rules[0]", "spec.rules[1].match", "spec.limits.perSecond"];
        Assert.Equal(fields, errors.Select(error => error.Split(": ")[0]));
    }

    [Fact]
    public void Validate_CapacityWithMatchBesideFolders_IsRefused()
    {
        var folders = """{"name":"f","match":{"include":["temp/**"],"olderThan":"1d","unit":"Directory"}}""";
        var pressure = """{"name":"p","match":{"include":["cache/**"]},"capacity":{"above":"2","downTo":"1"}}""";

        AssertOnly("spec.rules[1].match: cannot be used with capacity beside a rule with unit: Directory", Check(With(("rules", $"[{folders},{pressure}]"))));
    }

    [Theory]
    [InlineData("""{}""", "spec.notify[0].webhookSecretRef.name: is required", "spec.notify[0].webhookSecretRef.key: is required")]
    [InlineData(
        """{"webhookSecretRef":{"name":"a","key":"b"},"events":["Failed","BackupStale","RestoreFailed"]}""",
        "spec.notify[0].events[1]: BackupStale never happens to a RetentionPolicy; write one of Succeeded, Partial, Failed, Recovered, LimitReached, Pressure, or remove it",
        "spec.notify[0].events[2]: RestoreFailed never happens to a RetentionPolicy")]
    public void Validate_BadWebhook_NamesFieldAndRemedy(string webhook, params string[] expected)
    {
        var errors = Check(With(("notify", $"[{webhook}]")));

        Assert.Equal(expected.Length, errors.Count);
        Assert.All(expected.Zip(errors), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_ManyWebhooks_AreBounded() => AssertOnly(
        "spec.notify: has more than 10 webhooks",
        Check(With(("notify", $"[{string.Join(',', Enumerable.Repeat("""{"webhookSecretRef":{"name":"a","key":"b"}}""", 11))}]"))));

    private static void AssertOnly(string expected, IReadOnlyList<string> errors) =>
        Assert.StartsWith(expected, Assert.Single(errors), StringComparison.Ordinal);

    private static string With(params (string Field, string Value)[] fields)
    {
        var spec = new JsonObject
        {
            ["target"] = JsonNode.Parse(Volume),
            ["rules"] = JsonNode.Parse("""[{"name":"old","match":{"olderThan":"7d"}}]"""),
        };
        foreach (var (field, value) in fields)
            spec[field] = JsonNode.Parse(value);
        return spec.ToJsonString();
    }

    private static List<string> Check(string spec, string metadata = """{"name":"clips"}""")
    {
        var policy = JsonSerializer.Deserialize($$"""{"metadata":{{metadata}},"spec":{{spec}}}""", JanitorJson.Default.RetentionPolicy)!;
        return [.. PolicyValidator.Validate(policy).Select(error => $"{error.Field}: {error.Message}")];
    }
}
