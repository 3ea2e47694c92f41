namespace Janitor.Kubernetes.Connection;

/// <summary>
/// Several files read as one: of entries with the same name the first one counts, as a whole; so does the first current-context. As kubectl does it:
/// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/.
/// </summary>
internal sealed class Kubeconfig(IReadOnlyList<KubeconfigFile> files)
{
    private string Names => string.Join(", ", files.Select(file => file.Path));

    /// <summary>How to reach the cluster of a context.</summary>
    /// <param name="name">The context; the current one when null.</param>
    /// <param name="time">Tells when credentials are to be renewed.</param>
    /// <exception cref="ConnectionException">An entry is missing or wrong.</exception>
    public ClusterConnection Connection(string? name, TimeProvider time)
    {
        name ??= files.Select(file => file.CurrentContext).FirstOrDefault(current => current is not null)
            ?? throw new ConnectionException($"{Names}: current-context is missing; run: kubectl config use-context NAME.");
        var context = Find(file => file.Contexts, name)
            ?? throw new ConnectionException($"{Names}: there is no context \"{name}\"; {Choice(file => file.Contexts)}.");
        var cluster = Entry(context, "cluster", file => file.Clusters)!;
        var user = context.Text("user") is null ? null : Entry(context, "user", file => file.Users);
        var connection = KubeconfigCluster.Connection(cluster) with
        {
            Origin = context.Place,
            Namespace = context.Text("namespace") ?? "default",
        };
        return user is null ? connection : connection with { Credentials = KubeconfigUser.Credentials(user, connection, time) };
    }

    private KubeconfigEntry Entry(KubeconfigEntry context, string kind, Func<KubeconfigFile, IReadOnlyDictionary<string, KubeconfigEntry>> entries)
    {
        var name = context.Required(kind);
        return Find(entries, name) ?? throw new ConnectionException($"{context.Place}: there is no {kind} \"{name}\"; {Choice(entries)}.");
    }

    private KubeconfigEntry? Find(Func<KubeconfigFile, IReadOnlyDictionary<string, KubeconfigEntry>> entries, string name) =>
        files.Select(file => entries(file).GetValueOrDefault(name)).FirstOrDefault(entry => entry is not null);

    private string Choice(Func<KubeconfigFile, IReadOnlyDictionary<string, KubeconfigEntry>> entries)
    {
        var names = files.SelectMany(file => entries(file).Keys).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "there are none" : $"choose one of: {string.Join(", ", names)}";
    }
}
