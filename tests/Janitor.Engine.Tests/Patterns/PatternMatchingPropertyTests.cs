using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Engine.Patterns;

namespace Janitor.Engine.Tests.Patterns;

/// <summary>The matcher against a backtracking regular expression that says the same, and against time.</summary>
public sealed class PatternMatchingPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    private static readonly Gen<string> Paths =
        from signs in Gen.Elements('a', 'b', '/', 'ü', '.').ListOf()
        select string.Concat(signs);

    private static readonly Gen<string> Segments =
        from parts in Gen.Elements("a", "b", "ü", ".", "*", "?", "[ab]", "[!a]", "[!ü]", "[a-ü]", "{a,b}", "{a,}b", "\\*").NonEmptyListOf()
        let segment = string.Concat(parts)
        where !segment.Contains("**", StringComparison.Ordinal)
        select segment;

    private static readonly Gen<string> Globs =
        from segments in Gen.OneOf(Segments, Gen.Constant("**")).NonEmptyListOf()
        let glob = string.Join('/', segments)
        where segments.Count < 6 && glob.Count(sign => sign == '{') < 6
        select glob;

    [Fact]
    public void IsMatch_AnyGlobAndPath_AgreesWithARegularExpression() =>
        Check.One(Many, Prop.ForAll(Globs.ToArbitrary(), Paths.ToArbitrary(), (glob, path) =>
            Oracle(glob, "").IsMatch(path) == PathPattern.Glob(glob).IsMatch(Encoding.UTF8.GetBytes(path))));

    [Fact]
    public void IsMatch_PathMadeFromTheGlob_AgreesWithARegularExpression() =>
        Check.One(Many, Prop.ForAll(Globs.ToArbitrary(), Gen.Elements("a", "b", "ü", "a/b", "").ListOf().ToArbitrary(), (glob, fillers) =>
        {
            var path = Fill(glob, fillers);
            return Oracle(glob, "").IsMatch(path) == PathPattern.Glob(glob).IsMatch(Encoding.UTF8.GetBytes(path));
        }));

    [Fact]
    public void MayMatchBelow_FolderOfAPathThatMatches_IsTrue() =>
        Check.One(Many, Prop.ForAll(Globs.ToArbitrary(), Gen.Elements("a", "b", "ü", "a/b", "").ListOf().ToArbitrary(), (glob, fillers) =>
        {
            var path = Fill(glob, fillers);
            var pattern = PathPattern.Glob(glob);
            var folders = Enumerable.Range(0, path.Length).Where(i => path[i] == '/').Select(i => Encoding.UTF8.GetBytes(path[..i]));
            return !pattern.IsMatch(Encoding.UTF8.GetBytes(path)) || folders.All(folder => pattern.MayMatchBelow(folder));
        }));

    [Fact]
    public void TryCapture_AnyTemplateAndPath_AgreesWithALazyRegularExpression()
    {
        var templates =
            from before in Gen.Elements("", "a", "*", "*a", "**/", "**/b", "a/", "{x}/", "?", "**/*/", "{x}.")
            from after in Gen.Elements("", "a", "*", ".*", "/**", "/b", "/*", "_{x}", ".{x}", "?", "/**/b", "/**/a*", "[ab]*/**")
            select before + "{job}" + after;
        Check.One(Many, Prop.ForAll(templates.ToArbitrary(), Paths.ToArbitrary(), (template, path) =>
        {
            var bytes = Encoding.UTF8.GetBytes(path);
            var matched = PathPattern.Template(template, "job").TryCapture(bytes, out var capture);
            var expected = Oracle(template, "job").Match(path);
            return matched == expected.Success && (!matched || Encoding.UTF8.GetString(bytes[capture]) == expected.Groups["job"].Value);
        }));
    }

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*b")]
    [InlineData("**/*a/**/*a/**/*a/**/*a/**/b")]
    [InlineData("**/a*a*a*a*a*c/**/d")]
    [InlineData("{*a,*aa,*aaa}*{a,aa}*{a,aa}*b?")]
    public void IsMatch_PathologicalPattern_TakesNoLongerThanTheProductOfBothLengths(string glob)
    {
        var pattern = PathPattern.Glob(glob);
        var flat = Encoding.UTF8.GetBytes(new string('a', 4096));
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("aa/", 1365)));
        var started = Stopwatch.GetTimestamp();
        Assert.False(pattern.IsMatch(flat));
        Assert.False(pattern.IsMatch(deep));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }

    /// <summary>The same in .NET's terms: lazy quantifiers, tried from the left, are what "as few as will do" means.</summary>
    private static Regex Oracle(string glob, string capture)
    {
        var text = new StringBuilder();
        for (var i = 0; i < glob.Length; i++)
        {
            var rest = glob[i..];
            if (rest == "**" && (i == 0 || glob[i - 1] == '/'))
            {
                text.Append(".+");
                break;
            }

            if (rest.StartsWith("**/", StringComparison.Ordinal) && (i == 0 || glob[i - 1] == '/'))
            {
                text.Append("(?:[^/]*/)*?");
                i += 2;
            }
            else if (capture.Length > 0 && rest[0] == '{')
            {
                var name = rest[1..rest.IndexOf('}', StringComparison.Ordinal)];
                text.Append(name == capture ? $"(?<{name}>[^/]+?)" : "[^/]+?");
                i += name.Length + 1;
            }
            else
            {
                text.Append(rest[0] switch
                {
                    '*' => "[^/]*?",
                    '?' => "[^/]",
                    '[' when rest[1] == '!' => "[^/",
                    '!' => "",
                    '[' or ']' or '-' => rest[..1],
                    '{' => "(?:",
                    '}' => ")",
                    ',' => "|",
                    '\\' => Regex.Escape(rest[1..2]),
                    _ => Regex.Escape(rest[..1]),
                });
                if (rest[0] == '\\')
                    i++;
            }
        }

        return new Regex($@"\A(?:{text})\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    /// <summary>A path near the glob: its wildcards replaced by fillers, so that about half of all match.</summary>
    private static string Fill(string glob, List<string> fillers)
    {
        var next = 0;
        string Filler() => fillers.Count == 0 ? "a" : fillers[next++ % fillers.Count];
        return Regex.Replace(glob, @"\*\*|\*|\?|\[[^\]]*\]|\{[^}]*\}|\\.", _ => Filler(), RegexOptions.None, TimeSpan.FromSeconds(5));
    }
}
