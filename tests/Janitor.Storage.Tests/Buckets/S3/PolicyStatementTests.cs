using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Storage.Buckets.S3;

namespace Janitor.Storage.Tests.Buckets.S3;

public sealed class PolicyStatementTests
{
    private const string Sid = "janitor-dev-1";

    private const string Theirs = """{"Version":"2012-10-17","Id":"theirs","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::videos/*"}]}""";

    private static readonly JsonObject Ours = PolicyStatement.DenyWrites("videos", ["tenants/acme/"]);

    [Fact]
    public void Merge_NoPolicy_MakesOne() => Assert.Equal(
        """{"Version":"2012-10-17","Statement":[{"Sid":"janitor-dev-1","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":["arn:aws:s3:::videos/tenants/acme/*"]}]}""",
        PolicyStatement.Merge(null, Sid, Ours));

    [Fact]
    public void Merge_PolicyOfOthers_StaysAsItIs()
    {
        var merged = PolicyStatement.Merge(Theirs, Sid, Ours)!;

        var policy = JsonNode.Parse(merged)!;
        Assert.Equal("theirs", (string?)policy["Id"]);
        Assert.Equal(["a", Sid], policy["Statement"]!.AsArray().Select(one => (string?)one!["Sid"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Theirs), JsonNode.Parse(PolicyStatement.Merge(merged, Sid, null)!)));
    }

    [Fact]
    public void Merge_SingleStatementWithoutAList_IsKept()
    {
        const string Single = """{"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow"}}""";

        Assert.Equal(["a", Sid], JsonNode.Parse(PolicyStatement.Merge(Single, Sid, Ours)!)!["Statement"]!.AsArray().Select(one => (string?)one!["Sid"]));
    }

    [Fact]
    public void Merge_AsItShouldBe_IsNull()
    {
        Assert.Null(PolicyStatement.Merge(PolicyStatement.Merge(Theirs, Sid, Ours), Sid, Ours));
        Assert.Null(PolicyStatement.Merge(Theirs, Sid, null));
        Assert.Null(PolicyStatement.Merge(null, Sid, null));
    }

    [Fact]
    public void Merge_WrittenOtherwiseByTheServer_IsNull() => Assert.Null(PolicyStatement.Merge(
        """{"Statement":[{"Effect":"Deny","Sid":"janitor-dev-1","Principal":{"AWS":"*"},"Action":["s3:PutObject"],"Resource":"arn:aws:s3:::videos/tenants/acme/*"}]}""", Sid, Ours));

    [Fact]
    public void Merge_LastStatementGoes_NoneIsLeft() => Assert.Equal(string.Empty, PolicyStatement.Merge(PolicyStatement.Merge(null, Sid, Ours), Sid, null));

    [Fact]
    public void Merge_OtherTenants_TakesThePlaceOfTheOld()
    {
        var merged = PolicyStatement.Merge(PolicyStatement.Merge(Theirs, Sid, Ours), Sid, PolicyStatement.DenyWrites("videos", ["tenants/beta/"]))!;

        Assert.DoesNotContain("acme", merged, StringComparison.Ordinal);
        Assert.Contains("tenants/beta/*", merged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a*b/", "a${*}b/*")]
    [InlineData("a?b/", "a${?}b/*")]
    [InlineData("a${x}/", "a${$}{x}/*")]
    public void DenyWrites_WildcardsInAName_StandForThemselves(string prefix, string resource) =>
        Assert.Equal($"arn:aws:s3:::videos/{resource}", (string?)PolicyStatement.DenyWrites("videos", [prefix])["Resource"]![0]);

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void Merge_NoPolicyAtAll_Throws(string policy) => Assert.ThrowsAny<JsonException>(() => PolicyStatement.Merge(policy, Sid, Ours));
}
