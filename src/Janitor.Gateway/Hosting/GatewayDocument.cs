using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Janitor.Gateway.Hosting;

/// <summary>The OpenAPI document: what routes say of themselves, and what they cannot say.</summary>
internal static partial class GatewayDocument
{
    /// <summary>Its name.</summary>
    public const string Name = "v1";

    /// <summary>Where it is.</summary>
    public const string Path = "/openapi/{documentName}.json";

    private const string Key = "key";

    /// <summary>Adds how callers show who they are, the end of the one address whose key may have slashes, which no route can write, and what addresses name.</summary>
    public static void Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Janitor gateway", Version = Name, Description = "What applications ask before they upload." };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, or a person's token of the cluster." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        foreach (var (path, item) in document.Paths.Where(pair => pair.Key.EndsWith("/objects/{key}", StringComparison.Ordinal)).ToList())
        {
            document.Paths.Remove(path);
            document.Paths.Add($"{path}:download", item);
        }

        foreach (var (path, item) in document.Paths)
            AddParameters(path, (OpenApiPathItem)item);
    }

    /// <summary>What an address names and no handler asks for, as it has been looked at before it came to the handler, routes do not tell.</summary>
    private static void AddParameters(string path, OpenApiPathItem item)
    {
        foreach (var name in Placeholder().Matches(path).Select(match => match.Groups["name"].Value))
        {
            if (item.Operations!.Values.Any(operation => operation.Parameters?.Any(parameter => parameter.Name == name) == true))
                continue;
            item.Parameters ??= [];
            item.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
