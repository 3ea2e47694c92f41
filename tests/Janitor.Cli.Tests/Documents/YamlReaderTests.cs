using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Cli.Documents;

namespace Janitor.Cli.Tests.Documents;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("\"5\"", "\"5\"")]
    [InlineData("true", "true")]
    [InlineData("TRUE", "true")]
    [InlineData("False", "false")]
    [InlineData("tRue", "\"tRue\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("no", "\"no\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("007", "7")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("0o9", "\"0o9\"")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e9", "1e9")]
    [InlineData("1E+9", "1E+9")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-.5", "-0.5")]
    [InlineData(".", "\".\"")]
    [InlineData("1e", "\"1e\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData("1d", "\"1d\"")]
    [InlineData("95%", "\"95%\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("!!int '5'", "5")]
    [InlineData("\"\\ud83d\\ude00\\u00e9\\/\\n\"", "\"\\uD83D\\uDE00\\u00E9/\\n\"")]
    [InlineData("|\n    two\n    lines\n", "\"two\\nlines\\n\"")]
    public void Read_Scalar_FollowsTheCoreSchema(string scalar, string expected)
    {
        var json = Assert.Single(YamlReader.Read($"v: {scalar}")).Content!["v"];

        Assert.Equal(expected, json?.ToJsonString() ?? "null");
    }

    [Fact]
    public void Read_Json_IsYaml()
    {
        const string Json = "{\n\t\"a\": [1, 2.50, {\"b\": null}],\n\t\"c\": \"x: y # z\", \"d\":true, \"e\":\"\"}\n";

        Assert.Equal("""{"a":[1,2.50,{"b":null}],"c":"x: y # z","d":true,"e":""}""", Assert.Single(YamlReader.Read(Json)).Content!.ToJsonString());
    }

    [Fact]
    public void Read_SeveralDocuments_KeepsTheirLines()
    {
        var documents = YamlReader.Read("# first\na: 1\n---\n---\nb:\n  - c: 2\n    d: {e: 3,\n      f: 4}\n").ToList();

        Assert.Equal(3, documents.Count);
        Assert.Equal(2, documents[0].Lines.Of("a"));
        Assert.Null(documents[1].Content);
        var lines = documents[2].Lines;
        Assert.Equal((5, 6, 7, 8), (lines.Of("b"), lines.Of("b[0].c"), lines.Of("b[0].d.e"), lines.Of("b[0].d.f")));
        Assert.Equal((7, 6, 5), (lines.Of("b[0].d.missing"), lines.Of("b[0].missing.too"), lines.Of("b[7]")));
        Assert.Equal(5, lines.Of("missing"));
    }

    [Fact]
    public void Read_Alias_StandsForItsAnchor()
    {
        var document = Assert.Single(YamlReader.Read("a: &x {b: [1, &y 2]}\nc: *x\nd: *y\ne: &n\nf: *n\n"));

        Assert.Equal("""{"a":{"b":[1,2]},"c":{"b":[1,2]},"d":2,"e":null,"f":null}""", document.Content!.ToJsonString());
        Assert.Equal(2, document.Lines.Of("c.b[0]"));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, "has the key \"a\" twice in one place; keep one of them")]
    [InlineData("a: &x [*x]\n", 1, "uses the alias *x, which no earlier &x defines")]
    [InlineData("a: &x 1\n---\nb: *x\n", 3, "uses the alias *x, which no earlier &x defines")]
    [InlineData("a: !!binary abc\n", 1, "has the tag tag:yaml.org,2002:binary, which is not supported; remove it")]
    [InlineData("? [a, b]\n: 1\n", 1, "has a key that is not plain text")]
    [InlineData("a: [1, 2\nb: 3\n", 1, "is not YAML: brackets, quotes or escapes near this line do not fit together")]
    [InlineData("a: 1\n  b: 2\n", 2, "is not YAML: ")]
    [InlineData("a: \"open\n", 1, "is not YAML: ")]
    [InlineData("%YAML 9\n---\n", 1, "is not YAML: ")]
    public void Read_Mistake_NamesLineAndCause(string text, int line, string message)
    {
        var problem = Assert.Throws<YamlSyntaxException>(() => YamlReader.Read(text).ToList());

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
    }

    [Fact]
    public void Read_DeepNesting_IsRefusedBeforeTheStackEnds()
    {
        var problem = Assert.Throws<YamlSyntaxException>(() => YamlReader.Read(new string('[', 1_000_000)).ToList());

        Assert.Equal("is nested deeper than 60 levels", problem.Message);
    }

    [Fact]
    public void Read_AliasesOfAliases_AreBounded()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        var problem = Assert.Throws<YamlSyntaxException>(() => YamlReader.Read(bomb.ToString()).ToList());

        Assert.Equal("holds more than 200000 values, aliases written out; split the file", problem.Message);
    }

    [Fact]
    public void Read_AnyText_GivesDocumentsOrASyntaxError()
    {
        const string Signs = "ab:-[]{},\"'\\\n #&*!|>%@?~0x1.e\t\ud83d\u0085\u2028";
        var texts = Gen.Elements<char>(Signs).ListOf().Select(signs => new string([.. signs]));

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                _ = YamlReader.Read(text).Count();
            }
            catch (YamlSyntaxException problem)
            {
                Assert.True(problem.Line >= 1);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(40));
    }
}
