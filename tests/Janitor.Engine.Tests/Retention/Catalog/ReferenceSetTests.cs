using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Engine.Retention.Catalog;

namespace Janitor.Engine.Tests.Retention.Catalog;

public sealed class ReferenceSetTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/b", "a/bc", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("/a/b", "a/b", true)]
    [InlineData("/a/b", "/a/b", true)]
    [InlineData("a/b", "/a/b", true)]
    [InlineData("//a", "a", true)]
    [InlineData("./a", "a", true)]
    [InlineData("././a", "a", true)]
    [InlineData(".hidden", ".hidden", true)]
    [InlineData("a b+%2F\n", "a b+%2F\n", true)]
    public void Contains_PathAsAddedOrWithASlash_IsReferenced(string reference, string path, bool expected)
    {
        var references = new ReferenceSet([]);
        references.Add(Encoding.UTF8.GetBytes(reference));
        Assert.Equal(expected, references.Contains(Encoding.UTF8.GetBytes(path)));
    }

    [Fact]
    public void Contains_BytesThatAreNotUtf8_AreTheirOwnName()
    {
        var references = new ReferenceSet([]);
        references.Add([0xFF, 0xFE]);
        Assert.True(references.Contains([0xFF, 0xFE]));
        Assert.False(references.Contains([0xFF, 0xFD]));
    }

    [Fact]
    public void Count_DuplicatesAndEmptyPaths_CountsWhatNamesSomething()
    {
        var references = new ReferenceSet([]);
        foreach (var path in new[] { "a", "a", "", "/", "./" })
            references.Add(Encoding.UTF8.GetBytes(path));
        Assert.Equal(2, references.Count);
        Assert.False(references.Contains(""u8));
    }

    [Fact]
    public void Contains_AnySet_KnowsItsOwnAndNoOthers() =>
        Check.QuickThrowOnFailure(Prop.ForAll((string[] added, string other) =>
        {
            static byte[] Bytes(string? text) => Encoding.UTF8.GetBytes("x" + text);
            var references = new ReferenceSet([]);
            foreach (var path in added)
                references.Add(Bytes(path));
            return added.All(path => references.Contains(Bytes(path)))
                && references.Contains(Bytes(other)) == added.Any(path => Bytes(path).AsSpan().SequenceEqual(Bytes(other)));
        }));
}
