using System.Text.Json;
using Janitor.Api.Retention;

namespace Janitor.Api.Tests;

/// <summary>Resources as JSON: nothing is ignored, nothing is lost.</summary>
public sealed class JanitorJsonTests
{
    private const string Full =
        """
        {
          "apiVersion": "janitor.dev/v1alpha1", "kind": "RetentionPolicy", "metadata": { "name": "transcoder", "namespace": "media" },
          "spec": {
            "mode": "Enforce",
            "target": { "bucket": { "name": "videos", "endpoint": "http://s3.media:9000", "pathStyle": true, "credentialsSecretRef": { "name": "s3" } } },
            "schedule": "0 2 * * *", "jitter": "2m",
            "catalog": {
              "postgres": {
                "connectionSecretRef": { "name": "app-db", "key": "uri" },
                "jobs": "select id, status, updated_at from jobs", "references": "select audio from sessions",
                "onCleaned": "update jobs set status = 'cleaned' where id = any(@jobs)",
                "stuck": { "after": "24h", "states": ["queued"], "set": "update jobs set status = 'failed' where id = any(@jobs)" },
                "statementTimeout": "30s"
              },
              "jobFromPath": ["processed/{job}/**"], "variants": ["{stem}_processed.*"]
            },
            "protect": [ { "include": ["**/metadata.json"] }, { "job": { "states": ["processing"] } } ],
            "rules": [
              { "name": "temp", "match": { "include": ["temp/**"], "olderThan": "1d", "unit": "Directory" } },
              { "name": "failed", "match": { "job": { "states": ["failed"], "changedBefore": "7d" } }, "action": { "quarantine": { "for": "7d" } } },
              { "name": "span", "match": { "between": { "from": "2026-01-01", "to": "30d" }, "largerThan": "1Gi", "ageBy": "Created" }, "action": { "report": {} } },
              { "name": "pressure", "capacity": { "above": "95%", "downTo": "900Mi" } }
            ],
            "limits": { "maxDeletions": 5, "maxDeletePercent": "50%", "minAge": "5m", "minFree": "1Gi" }
          }
        }
        """;

    [Fact]
    public void Deserialize_FullPolicy_HasEveryField()
    {
        var policy = Read(Full);
        Assert.Equal("media/transcoder", policy.ToString());
        Assert.Equal(RunMode.Enforce, policy.Spec.Mode);
        Assert.Equal("videos", policy.Spec.Target?.Bucket?.Name);
        Assert.Equal(TimeSpan.FromSeconds(30), policy.Spec.Catalog?.Postgres?.StatementTimeout.Value);
        Assert.Equal(TimeSpan.FromDays(1), policy.Spec.Rules[0].Match?.OlderThan?.Value);
        Assert.Equal(MatchUnit.Directory, policy.Spec.Rules[0].Match?.Unit);
        Assert.Equal(TimeSpan.FromDays(7), policy.Spec.Rules[1].Action?.Quarantine?.For.Value);
        Assert.NotNull(policy.Spec.Rules[2].Action?.Report);
        Assert.Equal(95, policy.Spec.Rules[3].Capacity?.Above.Share?.Value);
        Assert.Equal(900L << 20, policy.Spec.Rules[3].Capacity?.DownTo.Size?.Value);
        Assert.Equal(1L << 30, policy.Spec.Limits.MinFree?.Value);
    }

    [Fact]
    public void Serialize_WhatWasRead_ReadsBackAsTheSameText()
    {
        var text = Write(Read(Full));
        Assert.Equal(text, Write(Read(text)));
        using var before = JsonDocument.Parse(Full);
        using var after = JsonDocument.Parse(text);
        AssertContains(before.RootElement, after.RootElement, "$");
    }

    [Fact]
    public void Deserialize_NewPolicy_OnlyPreviews() =>
        Assert.Equal(RunMode.DryRun, Read("""{ "spec": {} }""").Spec.Mode);

    [Theory]
    [InlineData("""{ "spec": { "moode": "Enforce" } }""", "moode", "$.spec.moode")]
    [InlineData("""{ "spec": { "Mode": "Enforce" } }""", "Mode", "$.spec.Mode")]
    [InlineData("""{ "spec": { "mode": "Delete" } }""", "is not one of DryRun, Enforce", "$.spec.mode")]
    [InlineData("""{ "spec": { "mode": 1 } }""", "is not one of DryRun, Enforce", "$.spec.mode")]
    [InlineData("""{ "spec": { "rules": [ { "name": "a" }, { "match": { "olderThen": "1d" } } ] } }""", "olderThen", "$.spec.rules[1].match.olderThen")]
    [InlineData("""{ "spec": { "rules": [ { "match": { "olderThan": "1 day" } } ] } }""", "\"1 day\" is not a duration such as", "$.spec.rules[0].match.olderThan")]
    [InlineData("""{ "spec": { "rules": [ { "match": { "olderThan": 5 } } ] } }""", "\"5\" is not a duration such as", "$.spec.rules[0].match.olderThan")]
    [InlineData("""{ "spec": { "rules": [ { "match": { "olderThan": true } } ] } }""", "a duration such as", "$.spec.rules[0].match.olderThan")]
    [InlineData("""{ "spec": { "rules": [ { "match": { "largerThan": "1GB" } } ] } }""", "\"1GB\" is not a Kubernetes quantity", "$.spec.rules[0].match.largerThan")]
    [InlineData("""{ "spec": { "limits": { "maxDeletePercent": "150%" } } }""", "\"150%\" is not a percentage", "$.spec.limits.maxDeletePercent")]
    [InlineData("""{ "spec": { "rules": [ { "action": { "transition": {} } } ] } }""", "transition", "$.spec.rules[0].action.transition")]
    public void Deserialize_BadField_FailsNamingFieldAndPath(string json, string expected, string path)
    {
        var error = Assert.Throws<JsonException>(() => Read(json));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Deserialize_BareNumber_IsReadByItsDigits() =>
        Assert.Equal(4096, Read("""{ "spec": { "limits": { "minFree": 4096 } } }""").Spec.Limits.MinFree?.Value);

    private static RetentionPolicy Read(string json) => JsonSerializer.Deserialize(json, JanitorJson.Default.RetentionPolicy)!;

    private static string Write(RetentionPolicy policy) => JsonSerializer.Serialize(policy, JanitorJson.Default.RetentionPolicy);

    /// <summary>Everything the user wrote is still there; defaults may have come along.</summary>
    private static void AssertContains(JsonElement expected, JsonElement actual, string path)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, path);
        if (expected.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in expected.EnumerateObject())
            {
                Assert.True(actual.TryGetProperty(field.Name, out var value), $"{path}.{field.Name}");
                AssertContains(field.Value, value, $"{path}.{field.Name}");
            }
        }
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
            for (var i = 0; i < expected.GetArrayLength(); i++)
                AssertContains(expected[i], actual[i], $"{path}[{i}]");
        }
        else if (path.EndsWith("from", StringComparison.Ordinal) || path.EndsWith("after", StringComparison.Ordinal))
        {
            // A date is written with its time, 24h as 1d.
            Assert.NotEqual(string.Empty, actual.GetString());
        }
        else
        {
            Assert.Equal(expected.ToString(), actual.ToString());
        }
    }
}
