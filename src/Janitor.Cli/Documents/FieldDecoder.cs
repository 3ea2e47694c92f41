using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Janitor.Api.Retention;
using Janitor.Engine;

namespace Janitor.Cli.Documents;

/// <summary>
/// Checks JSON against a type, field by field, so that all mistakes are found and each names its path; the deserializer alone stops at the first.
/// Fields with mistakes are taken out, so that what is left can be read and checked further.
/// </summary>
internal sealed class FieldDecoder
{
    private const int LongestName = 100;

    /// <summary>What the design knows and this version cannot do, by the type that would have it.</summary>
    private static readonly Dictionary<Type, (string[] Fields, string Instead)> NotSupported = new()
    {
        [typeof(RuleAction)] = (["archive", "transition", "compress", "deduplicate"], "write delete, quarantine or report"),
        [typeof(RetentionPolicySpec)] = (["lifecycle", "execution"], "remove it"),
        [typeof(PostgresCatalog)] = (["listen"], "remove it; scheduled runs read the catalog"),
    };

    private readonly List<FieldError> _errors = [];
    private readonly List<string> _doubtful = [];

    /// <summary>All mistakes, in the order of the document.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    /// <summary>Checks a value and takes out of it what is wrong. False when the value as a whole cannot be used.</summary>
    public bool Check(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (node is null)
            return Refuse(path, "has no value; write one, or remove the field");
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => CheckObject(node, type, path),
            JsonTypeInfoKind.Enumerable => CheckList(node, type, path),
            JsonTypeInfoKind.Dictionary => CheckDictionary(node, type, path),
            _ => CheckValue(node, type, path),
        };
    }

    /// <summary>Whether a complaint about a field may only be the consequence of a mistake found here.</summary>
    public bool Explains(FieldError error) => _doubtful.Exists(path => IsWithin(path, error.Field) || IsWithin(error.Field, path));

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');

    private bool CheckObject(JsonNode node, JsonTypeInfo type, string path)
    {
        if (node is not JsonObject content)
            return Refuse(path, $"expected fields, not {Describe(node)}; there are {Names(type)}");
        foreach (var (name, value) in content.ToList())
        {
            var field = Join(path, name);
            var property = type.Properties.FirstOrDefault(property => property.Name == name);
            var usable = property is null
                ? RefuseName(field, name, path, type)
                : Check(value, type.Options.GetTypeInfo(property.PropertyType), field);
            if (!usable)
                content.Remove(name);
        }

        return true;
    }

    private bool CheckList(JsonNode node, JsonTypeInfo type, string path)
    {
        if (node is not JsonArray list)
            return Refuse(path, $"expected a list, not {Describe(node)}; write [{Shorten(node.ToJsonString())}] or one line with a hyphen each");
        var usable = true;
        for (var i = 0; i < list.Count; i++)
            usable &= Check(list[i], type.Options.GetTypeInfo(type.ElementType!), $"{path}[{i}]");
        return usable;
    }

    private bool CheckDictionary(JsonNode node, JsonTypeInfo type, string path)
    {
        if (node is not JsonObject content)
            return Refuse(path, $"expected names and values, not {Describe(node)}");
        var usable = true;
        foreach (var (name, value) in content)
            usable &= Check(value, type.Options.GetTypeInfo(type.ElementType!), Join(path, name));
        return usable;
    }

    private bool CheckValue(JsonNode node, JsonTypeInfo type, string path)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        try
        {
            node.Deserialize(type);
            return true;
        }
        catch (JsonException problem)
        {
            return Refuse(path, plain.IsPrimitive || plain == typeof(string) ? ExpectedPlain(plain, node) : problem.Message.TrimEnd('.'));
        }
    }

    private bool RefuseName(string field, string name, string path, JsonTypeInfo type)
    {
        if (NotSupported.TryGetValue(type.Type, out var known) && known.Fields.Contains(name))
            return Refuse(field, $"not supported by this version; {known.Instead}");
        var nearest = FieldNames.Nearest(Shorten(name), [.. type.Properties.Select(property => property.Name)]);
        if (nearest is not null)
            _doubtful.Add(Join(path, nearest));
        return Refuse(field, nearest is not null ? $"unknown field; did you mean {nearest}?" : $"unknown field; there are {Names(type)}");
    }

    private bool Refuse(string path, string message)
    {
        _errors.Add(new FieldError(path, message));
        _doubtful.Add(path);
        return false;
    }

    private static string ExpectedPlain(Type type, JsonNode node) => type == typeof(string)
        ? $"expected text, not {Describe(node)}; put it in quotes"
        : type == typeof(bool)
            ? $"expected true or false, without quotes, not {Describe(node)}"
            : $"expected a whole number, not {Describe(node)}";

    private static string Describe(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "fields",
        JsonValueKind.Array => "a list",
        _ => Shorten(node.ToJsonString()),
    };

    private static string Names(JsonTypeInfo type) =>
        type.Properties.Count == 0 ? "none: write {}" : string.Join(", ", type.Properties.Select(property => property.Name));

    private static string Join(string path, string name) => path.Length == 0 ? Shorten(name) : $"{path}.{Shorten(name)}";

    private static string Shorten(string text) => text.Length <= LongestName ? text : string.Concat(text.AsSpan(0, LongestName), "…");
}
