using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.CustomResources;

/// <summary>
/// Writes the structural schema of a class: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema.
/// Fields, types and names are those of its JSON; descriptions are its XML documentation; defaults are what a new instance has.
/// </summary>
/// <param name="json">How the classes are written.</param>
/// <param name="documentation">What they say about themselves.</param>
public sealed class SchemaBuilder(JsonSerializerOptions json, XmlDocumentation documentation)
{
    private readonly Stack<Type> _path = new();

    /// <summary>The schema of a class or a plain type.</summary>
    /// <exception cref="NotSupportedException">The class contains itself, or a type that has no JSON form a schema can tell.</exception>
    public JsonObject Build(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (_path.Contains(type))
            throw new NotSupportedException($"{type} contains itself: a structural schema has no references.");
        _path.Push(type);
        var info = json.GetTypeInfo(type);
        var schema = info.Kind switch
        {
            JsonTypeInfoKind.Object => BuildObject(info),
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Build(info.ElementType!) },
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Build(info.ElementType!) },
            _ => BuildValue(type),
        };
        _path.Pop();
        return schema;
    }

    private static JsonObject BuildValue(Type type)
    {
        if (type.IsEnum)
            return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]) };
        if (type.IsDefined(typeof(IntOrStringAttribute)))
            return WithPattern(type, new JsonObject { ["x-kubernetes-int-or-string"] = true });
        return type switch
        {
            _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
            _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
            _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ when type.IsDefined(typeof(PatternAttribute)) => WithPattern(type, new JsonObject { ["type"] = "string" }),
            _ => throw new NotSupportedException($"{type} has no schema: give it [Pattern] or [IntOrString]."),
        };
    }

    private static JsonObject WithPattern(MemberInfo type, JsonObject schema)
    {
        if (type.GetCustomAttribute<PatternAttribute>() is { } pattern)
            schema["pattern"] = pattern.Regex;
        return schema;
    }

    private JsonObject BuildObject(JsonTypeInfo type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var instance = Activator.CreateInstance(type.Type);
        foreach (var property in type.Properties)
        {
            properties[property.Name] = BuildProperty(property, instance);
            if (Has<RequiredAttribute>(property))
                required.Add(property.Name);
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (documentation.Of(type.Type) is { } description)
            schema["description"] = description;
        if (required.Count > 0)
            schema["required"] = required;
        schema["properties"] = properties;
        AddRules(schema, type.Type.GetCustomAttributes<ValidationRuleAttribute>());
        return schema;
    }

    private JsonObject BuildProperty(JsonPropertyInfo property, object? instance)
    {
        if (property.PropertyType == typeof(ObjectMeta))
            return new JsonObject { ["type"] = "object" };
        // Those of every object; the server knows them itself.
        if (property.DeclaringType.IsAssignableTo(typeof(IKubernetesObject)) && property.Name is ("apiVersion" or "kind"))
            return new JsonObject { ["type"] = "string" };
        var schema = Build(property.PropertyType);
        var name = ((MemberInfo)property.AttributeProvider!).Name;
        if (documentation.Of(property.DeclaringType, name) is { } description)
            schema["description"] = description;

        foreach (var attribute in property.AttributeProvider.GetCustomAttributes(inherit: true))
            Constrain(schema, attribute);
        AddRules(schema, property.AttributeProvider.GetCustomAttributes(typeof(ValidationRuleAttribute), inherit: true).Cast<ValidationRuleAttribute>());
        if (!Has<RequiredAttribute>(property) && DefaultOf(property, instance, schema) is { } value)
            schema["default"] = value;
        return schema;
    }

    private static void Constrain(JsonObject schema, object attribute)
    {
        var isMap = schema.ContainsKey("additionalProperties");
        switch (attribute)
        {
            case PatternAttribute pattern:
                schema["pattern"] = pattern.Regex;
                break;
            case LengthAttribute length:
                var text = (schema["items"] ?? schema["additionalProperties"] ?? schema).AsObject();
                Bound(text, "minLength", length.Minimum, "maxLength", length.Maximum);
                break;
            case ItemsAttribute items:
                Bound(schema, isMap ? "minProperties" : "minItems", items.Minimum, isMap ? "maxProperties" : "maxItems", items.Maximum);
                break;
            case RangeAttribute range:
                (schema["minimum"], schema["maximum"]) = (range.Minimum, range.Maximum);
                break;
            case ListTypeAttribute { Keys.Count: 0 }:
                schema["x-kubernetes-list-type"] = "set";
                break;
            case ListTypeAttribute list:
                schema["x-kubernetes-list-type"] = "map";
                schema["x-kubernetes-list-map-keys"] = new JsonArray([.. list.Keys.Select(key => JsonValue.Create(key))]);
                break;
        }
    }

    private static void Bound(JsonObject schema, string least, int minimum, string most, int maximum)
    {
        if (minimum > 0)
            schema[least] = minimum;
        schema[most] = maximum;
    }

    /// <summary>What a new instance has and says something: not false, nothing empty, and objects only where something in them has a default.</summary>
    private JsonNode? DefaultOf(JsonPropertyInfo property, object? instance, JsonObject schema)
    {
        if (instance is null || property.Get?.Invoke(instance) is not { } value || value is false)
            return null;
        if (schema["properties"] is JsonObject fields)
            return fields.Any(field => field.Value!.AsObject().ContainsKey("default")) ? new JsonObject() : null;
        var node = JsonSerializer.SerializeToNode(value, json.GetTypeInfo(property.PropertyType));
        return node is JsonArray { Count: 0 } or JsonObject { Count: 0 } || node?.ToString() is null or "" ? null : node;
    }

    private static void AddRules(JsonObject schema, IEnumerable<ValidationRuleAttribute> rules)
    {
        foreach (var rule in rules)
        {
            if (schema["x-kubernetes-validations"] is not JsonArray list)
                schema["x-kubernetes-validations"] = list = [];
            list.Add(new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message });
        }
    }

    private static bool Has<TAttribute>(JsonPropertyInfo property) =>
        property.AttributeProvider!.IsDefined(typeof(TAttribute), inherit: true);
}
