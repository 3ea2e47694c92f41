namespace Janitor.Kubernetes.Connection;

/// <summary>
/// Finds out how to reach the cluster: an explicit path, the files that KUBECONFIG names, the pod that we run in, <c>~/.kube/config</c>; the first that is
/// there counts, whether or not it is right.
/// </summary>
public sealed record ConnectionSearch
{
    /// <summary>A kubeconfig file to use and no other; null (the default) to search.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>
    /// The context to use of a kubeconfig; its <c>current-context</c> when null. Pods' accounts have no contexts: where one is named, they are passed over.
    /// </summary>
    public string? Context { get; init; }

    /// <summary>
    /// Whether <c>~/.kube/config</c> comes before the pod that we run in, as for kubectl and its plug-ins; false, the default, is the order of operators.
    /// </summary>
    public bool PreferFiles { get; init; }

    /// <summary>Reads the environment; tests give their own.</summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where <c>.kube/config</c> lies.</summary>
    internal string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Where a pod finds what its service account has.</summary>
    internal string ServiceAccountFolder { get; init; } = ServiceAccount.Folder;

    /// <summary>Finds it.</summary>
    /// <param name="time">Tells when credentials are to be renewed.</param>
    /// <exception cref="ConnectionException">Nothing is there, or what is there is wrong.</exception>
    public ClusterConnection Find(TimeProvider time)
    {
        if (!string.IsNullOrEmpty(Kubeconfig))
            return FromFiles([Kubeconfig], time) ?? throw new ConnectionException($"There is no file {Kubeconfig}. Give the path of a kubeconfig that is there.");
        if (Variable("KUBECONFIG") is { Length: > 0 } paths)
        {
            return FromFiles(paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), time)
                ?? throw new ConnectionException($"KUBECONFIG names no file that is there: {paths}. Correct it, or unset it.");
        }

        var account = new ServiceAccount(Variable, ServiceAccountFolder);
        var own = Path.Combine(Home, ".kube", "config");
        var inPod = Context is null && !(PreferFiles && File.Exists(own)) ? account.Connection(time) : null;
        return inPod ?? FromFiles([own], time) ?? throw new ConnectionException(
            $"No cluster is known: KUBECONFIG is not set, {(Context is null ? account.WhyNot : $"only a kubeconfig can have context \"{Context}\"")}, and there is no {own}. Set KUBECONFIG to the path of a kubeconfig.");
    }

    private ClusterConnection? FromFiles(IEnumerable<string> paths, TimeProvider time)
    {
        var files = paths.Where(File.Exists).Select(KubeconfigFile.Read).ToList();
        return files.Count == 0 ? null : new Kubeconfig(files).Connection(Context, time);
    }
}
