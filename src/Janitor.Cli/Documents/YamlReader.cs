using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Janitor.Cli.Documents;

/// <summary>
/// Turns YAML, of which JSON is a part, into JSON: scalars by the core schema of YAML 1.2, so that <c>no</c> and <c>1:30</c> are text;
/// duplicate keys are errors; aliases are resolved. Works on the parser's events: YamlDotNet's own document model recurses without bound.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 60;
    private const int MostValues = 200_000;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, Anchored> _anchors = [];
    private LineMap _lines = new();
    private int _values;
    private int _line = 1;

    private YamlReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>All documents of a file, one after another.</summary>
    /// <exception cref="YamlSyntaxException">What follows is not YAML, or is too much of it.</exception>
    public static IEnumerable<YamlDocument> Read(string text)
    {
        var reader = new YamlReader(text);
        while (reader.TryReadDocument() is { } document)
            yield return document;
    }

    private YamlDocument? TryReadDocument()
    {
        try
        {
            while (_parser.MoveNext())
            {
                if (_parser.Current is not DocumentStart)
                    continue;
                _anchors.Clear();
                _lines = new LineMap();
                Next();
                var content = ReadNode(string.Empty, depth: 0);
                return new YamlDocument(content, _lines);
            }

            return null;
        }
        catch (YamlException problem)
        {
            throw new YamlSyntaxException((int)problem.Start.Line, $"is not YAML: {Sentence(problem.Message)}");
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet loses its state over some unbalanced brackets and broken escapes, and says so by these.
            throw new YamlSyntaxException(_line, "is not YAML: brackets, quotes or escapes near this line do not fit together");
        }
    }

    private JsonNode? ReadNode(string path, int depth)
    {
        var current = _parser.Current!;
        _lines.Add(path, LineOf(current));
        if (depth > DeepestNesting)
            throw Problem(current, $"is nested deeper than {DeepestNesting} levels");
        Count(1, current);

        var before = _values;
        var anchor = (current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = current switch
        {
            Scalar scalar => YamlScalar.ToJson(scalar),
            SequenceStart => ReadSequence(path, depth),
            MappingStart => ReadMapping(path, depth),
            AnchorAlias alias => Resolve(alias),
            _ => throw Problem(current, "is not YAML: a value is missing"),
        };
        if (!anchor.IsEmpty)
            _anchors[anchor] = new Anchored(node, _values - before + 1);
        return node;
    }

    private JsonArray ReadSequence(string path, int depth)
    {
        var array = new JsonArray();
        while (Next() is not SequenceEnd)
            array.Add(ReadNode($"{path}[{array.Count}]", depth + 1));
        return array;
    }

    private JsonObject ReadMapping(string path, int depth)
    {
        var mapping = new JsonObject();
        while (Next() is not MappingEnd)
        {
            if (_parser.Current is not Scalar key)
                throw Problem(_parser.Current!, "has a key that is not plain text");
            if (mapping.ContainsKey(key.Value))
                throw Problem(key, $"has the key \"{key.Value}\" twice in one place; keep one of them");
            var field = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            _lines.Add(field, LineOf(key));
            Next();
            mapping.Add(key.Value, ReadNode(field, depth + 1));
        }

        return mapping;
    }

    /// <summary>An anchor is known only once its node has ended, so a node cannot contain itself.</summary>
    private JsonNode? Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchored))
            throw Problem(alias, $"uses the alias *{alias.Value}, which no earlier &{alias.Value} defines");
        Count(anchored.Values, alias);
        return anchored.Node?.DeepClone();
    }

    private void Count(int values, ParsingEvent where)
    {
        _values += values;
        if (_values > MostValues)
            throw Problem(where, $"holds more than {MostValues} values, aliases written out; split the file");
    }

    private ParsingEvent Next()
    {
        if (!_parser.MoveNext())
            throw new YamlSyntaxException(_line, "is not YAML: it ends too early");
        _line = LineOf(_parser.Current!);
        return _parser.Current!;
    }

    private static int LineOf(ParsingEvent where) => (int)where.Start.Line;

    private static YamlSyntaxException Problem(ParsingEvent where, string message) => new(LineOf(where), message);

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');

    private sealed record Anchored(JsonNode? Node, int Values);
}
