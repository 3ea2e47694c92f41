using System.Text;
using Janitor.Engine.Retention.Catalog;

namespace Janitor.Engine.Tests.Retention.Catalog;

public sealed class CatalogBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AddJob_SameJobTwice_TheLaterTimeCounts()
    {
        var builder = new CatalogBuilder([]);
        builder.AddJob("1", "done", Noon);
        builder.AddJob("1", "done", Noon.AddHours(1));
        builder.AddJob("1", "done", Noon.AddHours(-1));
        Assert.Equal(new CatalogJob("1", "done", Noon.AddHours(1)), Assert.Single(builder.Build().Jobs).Value);
    }

    [Fact]
    public void AddJob_SameJobInTwoStates_IsAnErrorThatNamesBoth()
    {
        var builder = new CatalogBuilder([]);
        builder.AddJob("1", "done", Noon);
        var error = Assert.Throws<CatalogException>(() => builder.AddJob("1", "failed", Noon));
        Assert.Equal("spec.catalog.postgres.jobs", error.Field);
        Assert.Contains("job 1 twice, as done and as failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddJob_IdsThatDifferInCase_AreTwoJobs()
    {
        var builder = new CatalogBuilder([]);
        builder.AddJob("a", "done", Noon);
        builder.AddJob("A", "failed", Noon);
        Assert.Equal(2, builder.Build().Jobs.Count);
    }

    [Fact]
    public void AddReference_TextOrBytes_AreTheSame()
    {
        var builder = new CatalogBuilder([]);
        builder.AddReference("ünï");
        builder.AddReference("bytes"u8);
        var references = builder.Build().References;
        Assert.True(references.Contains(Encoding.UTF8.GetBytes("ünï")));
        Assert.True(references.Contains("bytes"u8));
    }

    [Theory]
    [InlineData("42", true)]
    [InlineData("4", false)]
    [InlineData("", false)]
    [InlineData("ünï 🎬", true)]
    public void Find_IdAsItStandsInAPath_FindsTheJob(string id, bool expected)
    {
        var builder = new CatalogBuilder([]);
        builder.AddJob("42", "done", Noon);
        builder.AddJob("ünï 🎬", "done", Noon);
        Assert.Equal(expected ? id : null, builder.Build().Find(Encoding.UTF8.GetBytes(id))?.Id);
    }

    [Fact]
    public void Find_BytesThatAreNotUtf8_AreNotTakenForTheReplacementSign()
    {
        var builder = new CatalogBuilder([]);
        builder.AddJob("\uFFFD", "done", Noon);
        Assert.Null(builder.Build().Find([0xFF]));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ü")]
    [InlineData("🎬")]
    public void Find_LongId_FindsTheJobUpToTheLongestName(string sign)
    {
        // A file name has at most 255 bytes, an S3 key 1,024.
        var builder = new CatalogBuilder([]);
        var id = string.Concat(Enumerable.Repeat(sign, 1024 / Encoding.UTF8.GetByteCount(sign)));
        builder.AddJob(id, "done", Noon);
        Assert.Equal(id, builder.Build().Find(Encoding.UTF8.GetBytes(id))?.Id);
        Assert.Null(builder.Build().Find(Encoding.UTF8.GetBytes(id + sign)));
    }
}
