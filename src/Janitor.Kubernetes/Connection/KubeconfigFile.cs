using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Janitor.Kubernetes.Connection;

/// <summary>One kubeconfig file: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/.</summary>
internal sealed class KubeconfigFile
{
    private KubeconfigFile(string path, KubeconfigEntry root)
    {
        Path = path;
        CurrentContext = root.Text("current-context");
        Clusters = Entries(root, "clusters", "cluster");
        Users = Entries(root, "users", "user");
        Contexts = Entries(root, "contexts", "context");
    }

    public string Path { get; }

    public string? CurrentContext { get; }

    public IReadOnlyDictionary<string, KubeconfigEntry> Clusters { get; }

    public IReadOnlyDictionary<string, KubeconfigEntry> Users { get; }

    public IReadOnlyDictionary<string, KubeconfigEntry> Contexts { get; }

    /// <summary>Reads a file that is there.</summary>
    /// <exception cref="ConnectionException">It cannot be read, or is not a kubeconfig.</exception>
    public static KubeconfigFile Read(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            using var text = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(text);
            var root = yaml.Documents.FirstOrDefault()?.RootNode ?? new YamlMappingNode();
            return root is YamlMappingNode fields
                ? new KubeconfigFile(path, new KubeconfigEntry(path, System.IO.Path.GetDirectoryName(path)!, fields))
                : throw new ConnectionException($"{path} is not a kubeconfig: it has no fields such as clusters, users and contexts.");
        }
        catch (YamlException e)
        {
            throw new ConnectionException($"{path}, line {e.Start.Line}: it is not YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, KubeconfigEntry> Entries(KubeconfigEntry root, string list, string kind)
    {
        var entries = new Dictionary<string, KubeconfigEntry>(StringComparer.Ordinal);
        foreach (var item in root.Parts(list))
        {
            var name = item.Text("name") ?? throw root.Wrong(list, "has an item without a name");
            var place = $"{kind} \"{name}\" in {root.Place}";
            var entry = item.Part(kind)?.Named(place) ?? new KubeconfigEntry(place, string.Empty, []);
            if (!entries.TryAdd(name, entry))
                throw new ConnectionException($"{place} is there twice; remove one of them.");
        }

        return entries;
    }
}
