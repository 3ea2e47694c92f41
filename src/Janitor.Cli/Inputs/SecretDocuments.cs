namespace Janitor.Cli.Inputs;

/// <summary>The Secrets that stood among the documents.</summary>
internal sealed class SecretDocuments
{
    private readonly Dictionary<(string Namespace, string Name), IReadOnlyDictionary<string, byte[]>> _secrets = [];

    /// <summary>Adds a Secret; false when its name is taken.</summary>
    public bool TryAdd(string space, string name, IReadOnlyDictionary<string, byte[]> data) => _secrets.TryAdd((space, name), data);

    /// <summary>A Secret's keys; null when there is none of that name in the namespace.</summary>
    public IReadOnlyDictionary<string, byte[]>? Find(string space, string name) => _secrets.GetValueOrDefault((space, name));

    /// <summary>The other namespaces that have a Secret of that name.</summary>
    public IReadOnlyList<string> OtherNamespaces(string space, string name) =>
        [.. _secrets.Keys.Where(key => key.Name == name && key.Namespace != space).Select(key => key.Namespace)];
}
