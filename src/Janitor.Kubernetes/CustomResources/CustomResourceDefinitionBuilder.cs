using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.CustomResources;

/// <summary>Writes the CustomResourceDefinition (apiextensions.k8s.io/v1) of an entity class.</summary>
/// <param name="json">How the class is written.</param>
/// <param name="documentation">What the classes say about themselves.</param>
public sealed class CustomResourceDefinitionBuilder(JsonSerializerOptions json, XmlDocumentation documentation)
{
    /// <summary>The definition, with one version that is served and stored.</summary>
    public JsonObject Build(Type entity)
    {
        var type = EntityType.Of(entity);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = type.Resource },
            ["spec"] = new JsonObject
            {
                ["group"] = type.Group,
                ["scope"] = type.IsNamespaced ? "Namespaced" : "Cluster",
                ["names"] = Names(entity, type),
                ["versions"] = new JsonArray(Version(entity, type)),
            },
        };
    }

    private static JsonObject Names(Type entity, EntityType type)
    {
        var names = new JsonObject
        {
            ["kind"] = type.Kind,
            ["listKind"] = $"{type.Kind}List",
            ["plural"] = type.Plural,
            ["singular"] = type.Kind.ToLowerInvariant(),
        };
        if (entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>() is { } more)
        {
            names["shortNames"] = Texts(more.ShortNames);
            names["categories"] = Texts(more.Categories);
        }

        return names;
    }

    private JsonObject Version(Type entity, EntityType type)
    {
        var schema = new SchemaBuilder(json, documentation).Build(entity);
        var version = new JsonObject
        {
            ["name"] = type.Version,
            ["served"] = true,
            ["storage"] = true,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
        };
        if (schema["properties"]!.AsObject().ContainsKey("status"))
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        var columns = entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column).ToArray<JsonNode?>();
        if (columns.Length > 0)
            version["additionalPrinterColumns"] = new JsonArray(columns);
        return version;
    }

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        var written = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description is not null)
            written["description"] = column.Description;
        if (column.Priority > 0)
            written["priority"] = column.Priority;
        return written;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
