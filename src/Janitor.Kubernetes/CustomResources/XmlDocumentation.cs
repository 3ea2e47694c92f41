using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Janitor.Kubernetes.CustomResources;

/// <summary>What classes and properties say about themselves in the XML files that the compiler writes; schemas describe fields with it.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> _summaries = new(StringComparer.Ordinal);

    /// <summary>Reads the files that lie beside the assemblies of some types.</summary>
    /// <exception cref="FileNotFoundException">An assembly has none: it was built without GenerateDocumentationFile.</exception>
    public static XmlDocumentation Beside(params Type[] types)
    {
        var documentation = new XmlDocumentation();
        foreach (var path in types.Select(type => Path.ChangeExtension(type.Assembly.Location, ".xml")).Distinct())
            documentation.Add(XDocument.Load(path));
        return documentation;
    }

    /// <summary>What a type says.</summary>
    public string? Of(Type type) => _summaries.GetValueOrDefault($"T:{NameOf(type)}");

    /// <summary>What a property says.</summary>
    public string? Of(Type declaring, string property) => _summaries.GetValueOrDefault($"P:{NameOf(declaring)}.{property}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private void Add(XDocument file)
    {
        foreach (var member in file.Descendants("member"))
        {
            if (member.Element("summary") is { } summary)
                _summaries[member.Attribute("name")!.Value] = Space().Replace(TextOf(summary), " ").Trim();
        }
    }

    private static string TextOf(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Mention(see),
        XElement { Name.LocalName: "para" } paragraph => $" {TextOf(paragraph)} ",
        XElement other => TextOf(other),
        _ => string.Empty,
    }));

    /// <summary>A property is mentioned as the field it is in YAML, a type by its name.</summary>
    private static string Mention(XElement see)
    {
        if (see.Attribute("langword") is { } word)
            return word.Value;
        if (see.Attribute("cref")?.Value is not { } reference)
            return TextOf(see);
        var name = reference[(reference.LastIndexOf('.') + 1)..];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
