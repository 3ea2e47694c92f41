using System.Text.Json.Nodes;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>One policy of a cluster. Needs no more of the roles than to get it and, for changes, to patch it.</summary>
/// <param name="client">The API server.</param>
/// <param name="namespace">Its namespace.</param>
/// <param name="name">Its name.</param>
internal sealed class ClusterPolicy(IKubernetesClient client, string @namespace, string name)
{
    /// <summary>How a command on it ends, for hints: <c>clips -n media</c>.</summary>
    public string Arguments => $"{name} -n {@namespace}";

    /// <summary>The policy as it is now.</summary>
    /// <exception cref="PluginException">There is none.</exception>
    public async Task<RetentionPolicy> ReadAsync(CancellationToken cancellationToken) =>
        await client.GetAsync<RetentionPolicy>(name, @namespace, cancellationToken) ?? throw new PluginException(
            $"there is no RetentionPolicy \"{name}\" in namespace {@namespace}; kubectl get retentionpolicies -A lists all, and -n names another namespace");

    /// <summary>Sets an annotation.</summary>
    public Task<RetentionPolicy> AnnotateAsync(string annotation, string value, CancellationToken cancellationToken) =>
        PatchAsync("metadata", new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } }, cancellationToken);

    /// <summary>Sets <c>spec.suspend</c>.</summary>
    public Task<RetentionPolicy> SuspendAsync(bool suspend, CancellationToken cancellationToken) =>
        PatchAsync("spec", new JsonObject { ["suspend"] = suspend }, cancellationToken);

    private Task<RetentionPolicy> PatchAsync(string part, JsonObject change, CancellationToken cancellationToken) =>
        client.MergeAsync<RetentionPolicy>(name, @namespace, new JsonObject { [part] = change }, cancellationToken);
}
