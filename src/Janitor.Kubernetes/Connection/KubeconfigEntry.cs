using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Janitor.Kubernetes.Connection;

/// <summary>One cluster, user or context of a kubeconfig, or a part of one.</summary>
/// <param name="place">Names it, for messages: <c>user "me" in /home/me/.kube/config</c>.</param>
/// <param name="folder">Where its file lies: relative paths start there.</param>
/// <param name="fields">What it says.</param>
internal sealed class KubeconfigEntry(string place, string folder, YamlMappingNode fields)
{
    public string Place => place;

    /// <summary>Whether it says anything of that.</summary>
    public bool Has(string field) => Node(field) is not null;

    /// <summary>A text; null when it is absent or empty, which kubectl does not tell apart.</summary>
    public string? Text(string field) => Node(field) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Wrong(field, "is not text"),
    };

    /// <summary>A text that must be there.</summary>
    public string Required(string field) => Text(field) ?? throw Wrong(field, "is missing");

    /// <summary>A path, made absolute.</summary>
    public string? FilePath(string field) => Text(field) is { } path ? Resolve(path) : null;

    /// <summary>A path as the file means it.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, folder);

    /// <summary>True or false; false when absent.</summary>
    public bool Flag(string field) => Text(field) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Wrong(field, $"is \"{other}\", neither true nor false"),
    };

    /// <summary>Text in Base64, decoded.</summary>
    public string? Decoded(string field)
    {
        if (Text(field) is not { } text)
            return null;
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw Wrong(field, "is not Base64");
        }
    }

    /// <summary>A part with fields of its own; null when it is absent.</summary>
    public KubeconfigEntry? Part(string field) => Node(field) switch
    {
        null => null,
        YamlMappingNode part => new KubeconfigEntry(place, folder, part),
        _ => throw Wrong(field, "has no fields"),
    };

    /// <summary>A list of parts; empty when it is absent.</summary>
    public IEnumerable<KubeconfigEntry> Parts(string field) =>
        Items(field).Select(item => item is YamlMappingNode part ? new KubeconfigEntry(place, folder, part) : throw Wrong(field, "has an item without fields"));

    /// <summary>A list of texts; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string field) =>
        [.. Items(field).Select(item => item is YamlScalarNode { Value: { } text } ? text : throw Wrong(field, "has an item that is not text"))];

    /// <summary>The same under another name.</summary>
    public KubeconfigEntry Named(string name) => new(name, folder, fields);

    /// <summary>That a field is not as it must be.</summary>
    public ConnectionException Wrong(string field, string problem) => new($"{place}: {field} {problem}.");

    private YamlSequenceNode Items(string field) => Node(field) switch
    {
        null => [],
        YamlSequenceNode list => list,
        _ => throw Wrong(field, "is not a list"),
    };

    /// <summary>What a field holds; null when it is absent, null or empty.</summary>
    private YamlNode? Node(string field) =>
        fields.Children.TryGetValue(new YamlScalarNode(field), out var node) && !IsNothing(node) ? node : null;

    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Value: null or "" } or YamlScalarNode { Style: ScalarStyle.Plain, Value: "~" or "null" };
}
